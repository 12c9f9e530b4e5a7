/**
 * Mutants that survive on purpose, by the reason why no test can or need tell them from the program. Each is named by
 * file, kind of change, code (cut at 100 characters) and what it becomes; one that occurs twice stands here twice.
 */
export const EXPLAINED = [
  {
    title: "Short cuts",
    why: "The code takes a short cut where the long way gives the same result, and the mutant goes the long way: a plain URL or text that needs no parsing, the known hash of nothing, keys that were prepared before, a name too short for its pattern, an empty query, a moment that no entry names. Only time differs; `npm run bench` is where that would show.",
    mutants: {
      "lib/core/name-pattern.ts": [
        ["ConditionalExpression", "name.length < first.length + last.length", "false"],
        ["ArithmeticOperator", "first.length + last.length", "first.length - last.length"],
      ],
      "lib/core/run-state.ts": [["ConditionalExpression", "told === undefined", "false"]],
      "lib/signing/aws-v4.ts": [
        ["ConditionalExpression", 'query === ""', "false"],
        ["StringLiteral", '""', '"Stryker was here!"'],
      ],
      "lib/signing/canonical-path.ts": [
        ["Regex", "/^[\\w.~/-]*$/", "/^[\\w.~/-]$/"],
        ["Regex", "/^[\\w.~/-]*$/", "/^[^\\w.~/-]*$/"],
        ["ConditionalExpression", 'PLAIN.test(raw) && !raw.includes("/.")', "false"],
        ["StringLiteral", '"/."', '""'],
      ],
      "lib/signing/given-headers.ts": [["ConditionalExpression", "TRIMMED_VALUE.test(value)", "false"]],
      "lib/signing/payload-hash.ts": [["ConditionalExpression", "body.length === 0", "false"]],
      "lib/signing/percent-encoding.ts": [
        ["Regex", "/^[\\w.~-]*$/", "/^[\\w.~-]$/"],
        ["ConditionalExpression", "UNRESERVED_ONLY.test(text)", "false"],
        ["ConditionalExpression", '!text.includes("%")', "false"],
        ["StringLiteral", '"%"', '""'],
      ],
      "lib/signing/signature.ts": [
        ["ConditionalExpression", "known !== undefined", "false"],
        ["ConditionalExpression", "macs.size === SECRETS_MAX", "true"],
        ["EqualityOperator", "macs.size === SECRETS_MAX", "macs.size !== SECRETS_MAX"],
      ],
      "lib/signing/wire-url.ts": [
        [
          "Regex",
          "/^https?:\\/\\/(?:[a-z\\d-]+\\.)+[a-z]+(?:\\/[\\w~-][\\w.~-]*)+(?:\\?[^#]*)?$/",
          "/^https:\\/\\/(?:[a-z\\d-]+\\.)+[a-z]+(?:\\/[\\w~-][\\w.~-]*)+(?:\\?[^#]*)?$/",
        ],
        [
          "Regex",
          "/^https?:\\/\\/(?:[a-z\\d-]+\\.)+[a-z]+(?:\\/[\\w~-][\\w.~-]*)+(?:\\?[^#]*)?$/",
          "/^https?:\\/\\/(?:[a-z\\d-]+\\.)[a-z]+(?:\\/[\\w~-][\\w.~-]*)+(?:\\?[^#]*)?$/",
        ],
        [
          "Regex",
          "/^https?:\\/\\/(?:[a-z\\d-]+\\.)+[a-z]+(?:\\/[\\w~-][\\w.~-]*)+(?:\\?[^#]*)?$/",
          "/^https?:\\/\\/(?:[a-z\\d-]\\.)+[a-z]+(?:\\/[\\w~-][\\w.~-]*)+(?:\\?[^#]*)?$/",
        ],
        [
          "Regex",
          "/^https?:\\/\\/(?:[a-z\\d-]+\\.)+[a-z]+(?:\\/[\\w~-][\\w.~-]*)+(?:\\?[^#]*)?$/",
          "/^https?:\\/\\/(?:[a-z\\d-]+\\.)+[a-z](?:\\/[\\w~-][\\w.~-]*)+(?:\\?[^#]*)?$/",
        ],
        [
          "Regex",
          "/^https?:\\/\\/(?:[a-z\\d-]+\\.)+[a-z]+(?:\\/[\\w~-][\\w.~-]*)+(?:\\?[^#]*)?$/",
          "/^https?:\\/\\/(?:[a-z\\d-]+\\.)+[a-z]+(?:\\/[\\w~-][\\w.~-]*)(?:\\?[^#]*)?$/",
        ],
        [
          "Regex",
          "/^https?:\\/\\/(?:[a-z\\d-]+\\.)+[a-z]+(?:\\/[\\w~-][\\w.~-]*)+(?:\\?[^#]*)?$/",
          "/^https?:\\/\\/(?:[a-z\\d-]+\\.)+[a-z]+(?:\\/[\\w~-][\\w.~-])+(?:\\?[^#]*)?$/",
        ],
        [
          "Regex",
          "/^https?:\\/\\/(?:[a-z\\d-]+\\.)+[a-z]+(?:\\/[\\w~-][\\w.~-]*)+(?:\\?[^#]*)?$/",
          "/^https?:\\/\\/(?:[a-z\\d-]+\\.)+[a-z]+(?:\\/[\\w~-][\\w.~-]*)+(?:\\?[^#]*)$/",
        ],
        [
          "Regex",
          "/^https?:\\/\\/(?:[a-z\\d-]+\\.)+[a-z]+(?:\\/[\\w~-][\\w.~-]*)+(?:\\?[^#]*)?$/",
          "/^https?:\\/\\/(?:[a-z\\d-]+\\.)+[a-z]+(?:\\/[\\w~-][\\w.~-]*)+(?:\\?[^#])?$/",
        ],
      ],
    },
  },
  {
    title: "A bound on memory",
    why: "Prepared keys are forgotten when there are sixteen, since temporary ones come and go. Without the bound every signature is still right.",
    mutants: {
      "lib/signing/signature.ts": [["ConditionalExpression", "macs.size === SECRETS_MAX", "false"]],
    },
  },
  {
    title: "Never reached, asked for by the types",
    why: "The compiler cannot know that a group of a regular expression that matched is there, that a text cut into pieces has a first one, that a header has a value under its own name, that a verdict to act on has a machine, that only a policy with `where` can turn out not to mean a machine, that steps are planned only behind a decision, or that syntax which is switched off never comes out of the parser. What stands there instead is never used.",
    mutants: {
      "lib/core/caps.ts": [
        ["OptionalChaining", "verdict.resource?.target", "verdict.resource.target"],
        ["OptionalChaining", "verdict.resource?.kind", "verdict.resource.kind"],
      ],
      "lib/core/doubt.ts": [
        ["OptionalChaining", "verdict.resource?.target", "verdict.resource.target"],
        ["OptionalChaining", "verdict.resource?.kind", "verdict.resource.kind"],
      ],
      "lib/core/expression-problem.ts": [
        ["StringLiteral", '""', '"Stryker was here!"'],
        ["StringLiteral", '""', '"Stryker was here!"'],
        ["StringLiteral", '""', '"Stryker was here!"'],
        ["StringLiteral", '""', '"Stryker was here!"'],
        ["StringLiteral", '""', '"Stryker was here!"'],
      ],
      "lib/core/expression-tree.ts": [["StringLiteral", '".?"', '""']],
      "lib/core/judge.ts": [
        [
          "OptionalChaining",
          "context.rulebook.where(intent.policy)?.source",
          "context.rulebook.where(intent.policy).source",
        ],
      ],
      "lib/core/name-pattern.ts": [["StringLiteral", '""', '"Stryker was here!"']],
      "lib/core/run-state.ts": [["OptionalChaining", "commit?.details", "commit.details"]],
      "lib/core/step-chain.ts": [["OptionalChaining", "resource?.standing", "resource.standing"]],
      "lib/signing/aws-v4.ts": [["StringLiteral", '""', '"Stryker was here!"']],
      "lib/signing/verify-signature.ts": [
        ["StringLiteral", '""', '"Stryker was here!"'],
        ["StringLiteral", '""', '"Stryker was here!"'],
        ["StringLiteral", '""', '"Stryker was here!"'],
      ],
      "lib/signing/wire-url.ts": [
        ["StringLiteral", '""', '"Stryker was here!"'],
        ["StringLiteral", '""', '"Stryker was here!"'],
        ["StringLiteral", '""', '"Stryker was here!"'],
      ],
    },
  },
  {
    title: "Asked a second time",
    why: "What the first question lets through, a later one refuses: a date is accepted only if it reads the same when it is written again, whatever stands around it; a request that is no request matches no policy; a text that is no reference names no target, and one that is no sub-resource is not signed, whichever text it is; no policy waits for a word that is none; nothing can be created by the verb that does nothing. And what is not there equals nothing: no time is before one that was not told, no answer that was not told is an error, no machine bears an order that has no id, no target or step is called `null`, and no text is a whole number.",
    mutants: {
      "lib/core/follow-creation.ts": [["ConditionalExpression", "submission.order !== null", "true"]],
      "lib/core/follow-step.ts": [["ConditionalExpression", "machine.updatedAtMs !== null", "true"]],
      "lib/core/intent-scope.ts": [["StringLiteral", '""', '"Stryker was here!"']],
      "lib/core/match-policies.ts": [["ConditionalExpression", 'event.type === "action.request"', "true"]],
      "lib/core/match-signal.ts": [
        ["ConditionalExpression", "code !== undefined", "true"],
        ["ArrayDeclaration", "[]", '["Stryker was here"]'],
        ["ArrayDeclaration", "[]", '["Stryker was here"]'],
      ],
      "lib/core/order-name.ts": [["ConditionalExpression", 'typeof count === "number"', "true"]],
      "lib/core/plan-creation.ts": [["ConditionalExpression", "intent.target === null", "false"]],
      "lib/core/run-state.ts": [["ConditionalExpression", "entry.step === null", "false"]],
      "lib/signing/obs-signature.ts": [["StringLiteral", '""', '"Stryker was here!"']],
      "lib/signing/sdk-date.ts": [
        [
          "Regex",
          "/^(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z$/",
          "/(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z$/",
        ],
        [
          "Regex",
          "/^(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z$/",
          "/^(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z/",
        ],
      ],
    },
  },
  {
    title: "The same bytes",
    why: "One byte too many is written where the text is written over it at once, and the texts to be signed are ASCII, which is the same in every encoding.",
    mutants: {
      "lib/signing/hmac-sha256.ts": [
        ["EqualityOperator", "index < BLOCK_BYTES", "index <= BLOCK_BYTES"],
        ["StringLiteral", '"latin1"', '""'],
      ],
    },
  },
  {
    title: "A value that nobody reads",
    why: "A date comes round in every zone or in none, so the zone of that check is any; in the stack of open groups the bottom is never closed; a pattern that begins with a repetition was refused before the walk; nothing laid over a step changes it as little as an empty object does.",
    mutants: {
      "lib/core/cron.ts": [["StringLiteral", '"UTC"', '""']],
      "lib/core/pattern-check.ts": [
        ["ArrayDeclaration", "[]", '["Stryker was here"]'],
        ["BooleanLiteral", "false", "true"],
      ],
      "lib/core/run-state.ts": [["ConditionalExpression", "default: return {};", "default:"]],
    },
  },
  {
    title: "Equal or greater",
    why: "Sorting asks only whether the answer is below zero, so nought and one are the same answer to it. Of two parameters with one name the values decide, and it does not matter if the name stands before both. An order for one machine is for one, whether its count says so or nothing does.",
    mutants: {
      "lib/core/make-plan.ts": [
        ["ConditionalExpression", "a.ref > b.ref", "true"],
        ["ConditionalExpression", "a.ref > b.ref", "false"],
        ["EqualityOperator", "a.ref > b.ref", "a.ref >= b.ref"],
        ["EqualityOperator", "a.ref > b.ref", "a.ref <= b.ref"],
      ],
      "lib/core/order-name.ts": [["EqualityOperator", "count > 1", "count >= 1"]],
      "lib/signing/aws-v4.ts": [["MethodExpression", "pair.slice(equals + 1)", "pair"]],
      "lib/signing/obs-signature.ts": [
        ["ConditionalExpression", "a > b", "true"],
        ["ConditionalExpression", "a > b", "false"],
        ["EqualityOperator", "a > b", "a >= b"],
        ["EqualityOperator", "a > b", "a <= b"],
      ],
    },
  },
];
