import { type Parser, webhookDraft } from "./parser.ts";

/** Grafana, Zammad and GLPI: the body as it is, for a policy's `when` to look into. */
export const parsePlain: Parser = (delivery) => webhookDraft(delivery);
