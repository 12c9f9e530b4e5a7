import { flavorFacts } from "../flavors.ts";

/** Currency of the emulated bill; the real one depends on the account. */
export const BILL_CURRENCY = "EUR";

/** The figures of examples/prices.yaml, so that whoever follows it sees bills that agree with their price file. */
const PRICES: Readonly<Record<string, number>> = {
  "modelarts.vm.cpu.2u": 0.11,
  "modelarts.vm.cpu.8u": 0.42,
  "modelarts.bm.gpu.v100NV32": 3.6,
  "modelarts.kat1.xlarge": 5.3,
  "Si2.large.4": 0.09,
  "pi2.2xlarge.4": 1.35,
  "p2s.4xlarge.8": 6.8,
  "physical.p3.8xlarge": 28.4,
};

/** What a running hour of a flavor costs in the emulator; invented, like the flavors. */
export function flavorPrice(flavor: string): number {
  const known = Object.hasOwn(PRICES, flavor) ? PRICES[flavor] : undefined;
  if (known !== undefined) return known;
  const { vcpus, gpus, npus } = flavorFacts(flavor);
  return Math.round((vcpus * 0.05 + gpus * 3 + npus * 5) * 100) / 100;
}
