/** The stories of `curfew demo`, in the order in which they are played. */
export const STORY_NAMES = ["idle", "budget", "rebuild", "orders"] as const;
/** See {@link STORY_NAMES}. */
export type StoryName = (typeof STORY_NAMES)[number];

/** The server that the rebuild story reinstalls; it runs before, and has to run afterwards. */
export const REBUILT_SERVER = "c0ffee00-0000-4000-8000-000000000220";
