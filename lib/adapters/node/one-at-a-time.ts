/** Answers everybody who asks while an answer is being found with that one: a flood of questions costs one. */
export function oneAtATime<Answer>(find: () => Promise<Answer>): () => Promise<Answer> {
  let running: Promise<Answer> | undefined;
  return () => {
    running ??= find().finally(() => {
      running = undefined;
    });
    return running;
  };
}
