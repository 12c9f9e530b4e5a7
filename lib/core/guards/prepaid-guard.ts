import type { Guard } from "./guard.ts";

/** Yearly/monthly servers are unsubscribed through the billing service; the delete call refuses them. */
export const prepaidGuard: Guard = ({ intent, resource }) => {
  if (intent.verb !== "delete" || resource.billing !== "prepaid" || resource.standing === "failed")
    return undefined;
  return {
    reason: "not-supported",
    text: "yearly/monthly machines cannot be deleted by this call; unsubscribe the order in the billing centre",
  };
};
