import { sha256 } from "../signing/sha256.ts";
import { listAt, textAt } from "./json-path.ts";
import { type Parser, webhookDraft } from "./parser.ts";

/**
 * Prometheus Alertmanager, form 4. It repeats what goes on, and gives no id: the same alerts in the same state are the
 * same event, and one more alert, or one that is over, is another.
 */
export const parseAlertmanager: Parser = (delivery) => {
  const { body } = delivery;
  if (textAt(body, "version") !== "4") return { kind: "unsupported", detail: "version: must be 4" };
  const alerts = listAt(body, "alerts").map((alert) =>
    [textAt(alert, "fingerprint"), textAt(alert, "startsAt"), textAt(alert, "status")].join(" "),
  );
  const key = JSON.stringify([textAt(body, "groupKey"), textAt(body, "status"), ...alerts.toSorted()]);
  return webhookDraft(delivery, { id: `sha256:${sha256(key, "hex")}` });
};
