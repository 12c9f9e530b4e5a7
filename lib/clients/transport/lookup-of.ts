import { isIP, type LookupFunction } from "node:net";

/** Stands in for the resolver and finds this one address, whatever is asked for. */
export function lookupOf(address: string): LookupFunction {
  const family = isIP(address);
  return (_host, options, found) => {
    if (options.all === true) found(null, [{ address, family }]);
    else found(null, address, family);
  };
}
