const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Whether a host, as an address spells it and without its port, is this computer, without any name being looked up. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}
