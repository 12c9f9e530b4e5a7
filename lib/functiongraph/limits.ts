/** What FunctionGraph allows, as its documents say (User Guide, "Notes and Constraints"). */
export const FUNCTIONGRAPH_LIMITS = {
  /** Serialised event of a synchronous call, bytes. */
  eventBytes: 6_291_456,
  /** Serialised event of an asynchronous call, bytes. */
  asyncEventBytes: 262_144,
  /** Serialised result, bytes. */
  resultBytes: 6_291_456,
  /** An asynchronous call whose result is larger than this answers with an empty one, bytes. */
  asyncResultBytes: 262_144,
  /** Timeout of a function nobody has set one for. */
  timeoutDefaultMs: 3_000,
  timeoutMaxMs: 259_200_000,
  initializerTimeoutMaxMs: 300_000,
  /** So many fresh instances are tried when the initializer fails. */
  initializerAttempts: 3,
  /** All names and values of the environment variables together. */
  userDataCharacters: 4_096,
  userDataEntries: 20,
  /** Unzipped code, bytes. */
  codeBytes: 1_500_000_000,
  /** Longer log records come in several pieces. */
  logRecordCharacters: 92_160,
  memoryMb: [128, 256, 512, 768, 1024, 1280, 1536, 1792, 2048, 2560, 3072, 3584, 4096, 8192, 10240],
} as const;
