export { AutomationError } from "../domain/errors.ts";
