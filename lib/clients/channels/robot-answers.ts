import type { Delivered } from "../../ports/messenger.ts";
import { refusal, trouble } from "./outcome.ts";
import { fieldOf } from "./post-message.ts";

/** Robots count by the minute. */
const NEXT_MINUTE_MS = 60_000;

/** What the codes or words of a platform mean. */
interface Meanings {
  /** Too much at once: the next minute helps. */
  readonly tooFast: readonly string[];
  /** Trouble of the platform's own. */
  readonly passing: readonly string[];
  /** The address is none any more. */
  readonly gone: readonly string[];
  /** The key, the signature, the key word or the network is not the right one. */
  readonly unproven: readonly string[];
}

/** Codes of a platform that answers every request with HTTP 200. Sources: the platforms' documents on robots. */
export interface Codes extends Meanings {
  /** Where the code stands; the first field that is there counts. */
  readonly fields: readonly string[];
}

export const DINGTALK_CODES: Codes = {
  fields: ["errcode"],
  ...{ tooFast: ["130101", "130102", "410100", "660026"], passing: ["-1"], gone: ["300001", "300005"] },
  unproven: ["310000", "40035", "400013"],
};
export const FEISHU_CODES: Codes = {
  fields: ["code", "StatusCode"],
  ...{ tooFast: ["9499", "11232", "11233", "230020", "99991400"], passing: ["11217", "230099"] },
  ...{ gone: ["19001", "230002", "230011"], unproven: ["19021", "19022", "19024"] },
};
export const WECOM_CODES: Codes = {
  fields: ["errcode"],
  ...{ tooFast: ["45009", "45033"], passing: ["-1"], gone: ["93000", "93004"], unproven: ["93017"] },
};
export const WELINK_CODES: Codes = {
  fields: ["code"],
  ...{ tooFast: ["429"], passing: [], gone: [], unproven: [] },
};

/** Words of Slack's Web API. */
const SLACK_WORDS: Meanings = {
  tooFast: ["ratelimited", "rate_limited"],
  passing: ["internal_error", "fatal_error", "request_timeout", "service_unavailable", "team_added_to_org"],
  gone: ["channel_not_found", "is_archived", "channel_is_archived"],
  unproven: ["invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"],
};

function meaningOf(where: string, word: string, meanings: Meanings): Delivered {
  if (meanings.tooFast.includes(word)) return trouble(`${where} asks to wait (${word})`, NEXT_MINUTE_MS);
  if (meanings.passing.includes(word)) return trouble(`${where} is in trouble (${word})`);
  if (meanings.gone.includes(word)) return refusal(`${where} is gone (${word})`);
  if (meanings.unproven.includes(word)) {
    return refusal(`${where} does not accept the key, signature, key word or network (${word})`);
  }
  return refusal(`${where} refused the message (${word})`);
}

const foreign = (where: string) => refusal(`${where} answered what nobody here understands`);

/** Reads the code inside an answer; `null`: it says that all went well. A code is quoted, words never are. */
export function readCode(where: string, codes: Codes): (answer: unknown) => Delivered | null {
  return (answer) => {
    const found = codes.fields.map((name) => fieldOf(answer, name)).find((value) => value !== undefined);
    const code = typeof found === "number" || typeof found === "string" ? String(found) : "";
    if (!/^-?\d{1,12}$/.test(code)) return foreign(where);
    return code === "0" ? null : meaningOf(where, code, codes);
  };
}

/** Reads an answer of Slack's Web API, which says `ok` or an error word; `null`: all went well. */
export function readSlack(where: string): (answer: unknown) => Delivered | null {
  return (answer) => {
    if (fieldOf(answer, "ok") === true) return null;
    const error = fieldOf(answer, "error");
    const isWord = typeof error === "string" && /^[a-z_]{1,64}$/.test(error);
    return isWord ? meaningOf(where, error, SLACK_WORDS) : foreign(where);
  };
}
