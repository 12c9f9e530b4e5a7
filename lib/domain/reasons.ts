/**
 * Why something was or was not done: the closed list of codes that stand in `reason` of a status entry.
 * Codes are stable, users filter by them; the sentence beside them may change.
 */
export const REASONS = {
  // received, ignored
  received: "the event was accepted",
  "no-policy": "no policy is meant by this event",
  "not-due": "no policy is due at this time",
  "when-false": "the policy's condition on the event does not hold",
  "when-unknown": "the policy's condition on the event could not be evaluated",
  "alarm-over": "the alarm is over, which calls for nothing",
  "trace-failed": "what the audit trace tells of did not happen",
  // acting
  matched: "the policy applies",
  idle: "every known signal says idle for the whole time asked for",
  requested: "somebody who may do so asked for it",
  "in-order": "follows from the step before it",
  // skipping
  "where-false": "the policy does not mean this resource",
  "where-unknown": "the policy's condition could not be evaluated for this resource",
  "already-so": "what is wanted is already true",
  changing: "the machine is in the middle of a change",
  "wrong-state": "the cloud does not accept this in the machine's present state",
  "unknown-state": "the cloud reports a status that no document names",
  busy: "at least one signal says that somebody works here",
  "no-evidence": "too few signals to call it idle: no metrics is not idleness",
  "just-started": "it has not been running long enough to judge",
  held: "its owner holds it",
  "owner-unknown": "nobody is known to own it, so it is only observed",
  "saves-nothing": "stopping it would not lower the bill",
  cooldown: "it was acted on a short while ago",
  "cap-count": "the cap on actions in one run is reached",
  "cap-percent": "the cap on the share of machines is reached",
  "cap-owner": "the cap on actions per owner and hour is reached",
  "doubtful-inventory": "the list of machines could not be read beyond doubt",
  "target-failed": "the target could not be read",
  "not-found": "there is no such resource",
  ambiguous: "more than one resource has this name",
  "not-supported": "this cloud does not offer it",
  "not-allowed": "the config's allow list does not contain this verb",
  "invalid-parameters": "the parameters break a rule",
  paused: "Curfew is paused",
  observe: "the policy only observes",
  "already-planned": "another policy of this run acts on it already",
  "duplicate-step": "another run has this step already",
  // execution
  planned: "will be done",
  submitting: "about to be sent",
  accepted: "the cloud accepted the call",
  rejected: "the cloud refused the call",
  "call-failed": "the call failed before it could have had an effect",
  "answer-lost": "no answer came, so the machine itself must tell",
  confirmed: "the machine shows that it is done",
  "step-failed": "the machine shows that it failed",
  "still-running": "it was told to stop but is still running",
  undecided: "it cannot be told whether it happened; a person has to say",
  "resolved-succeeded": "a person said that it happened",
  "resolved-failed": "a person said that it failed",
  "resolved-retry": "a person said that it did not happen and should be tried again",
  "dependency-failed": "a step it depends on did not succeed",
  superseded: "the world changed before it could be done",
  deadline: "time ran out; the next tick goes on",
  leased: "another run acts on this machine, so it waits for its turn",
  "late-call": "a call of the step before has no answer and may still arrive, so it waits until that is over",
  "error-threshold": "too many calls of this run failed, so the rest is left alone",
  resumed: "an earlier pass died before it had decided",
  broke: "the pass broke off",
  early: "it carries a time that has not come yet",
  partial: "fewer machines were made than ordered",
  waiting: "waits for a machine to finish its change",
  // finished
  done: "everything that was planned is done",
  "nothing-to-do": "nothing had to be done",
  "some-failed": "at least one step failed",
  observed: "observed only, nothing was sent",
  parked: "it broke off too often; replay it when the cause is mended",
  archived: "the oldest closed runs were moved to an archive",
} as const satisfies Record<string, string>;

/** See {@link REASONS}. */
export type Reason = keyof typeof REASONS;

/** All codes, for the schema of the status log. */
export const REASON_CODES = Object.keys(REASONS) as [Reason, ...Reason[]];
