import type { ListedObject } from "../../ports/bucket.ts";
import { readXml, textOf, type XmlElement } from "./read-xml.ts";

/** One page of a listing; keys are whole ones, prefix included. */
export interface ListingPage {
  readonly objects: readonly ListedObject[];
  readonly isTruncated: boolean;
  /** Where the next page begins: a key (V1), or what only the service understands (V2). */
  readonly nextMarker: string | undefined;
  readonly nextToken: string | undefined;
}

/** The first form of `encoding-type=url` in use: like a query, with a plus for a space. */
function decodeUrl(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}

function readObject(element: XmlElement, decode: Decode): ListedObject | undefined {
  const key = decode(textOf(element, "Key"));
  const size = textOf(element, "Size") ?? "";
  return key === undefined || key === "" || !/^\d{1,15}$/.test(size)
    ? undefined
    : { key, size: Number(size) };
}

type Decode = (text: string | undefined) => string | undefined;

/** Only what says that it is encoded is decoded: a plus in a key must not become a space. */
function decoderOf(root: XmlElement): Decode {
  const isEncoded = textOf(root, "EncodingType")?.trim().toLowerCase() === "url";
  return (text) => (text === undefined || !isEncoded ? text : decodeUrl(text));
}

/** Reads a `ListBucketResult` of either version; `undefined` for anything else. */
export function readListing(body: Uint8Array): ListingPage | undefined {
  const root = readXml(new TextDecoder().decode(body));
  if (root?.name !== "ListBucketResult") return undefined;
  const truncated = textOf(root, "IsTruncated")?.trim();
  if (truncated !== "true" && truncated !== "false") return undefined;
  const decode = decoderOf(root);
  const objects: ListedObject[] = [];
  for (const element of root.children) {
    if (element.name !== "Contents") continue;
    const object = readObject(element, decode);
    if (object === undefined) return undefined;
    objects.push(object);
  }
  return {
    objects,
    isTruncated: truncated === "true",
    nextMarker: decode(textOf(root, "NextMarker") || undefined) ?? objects.at(-1)?.key,
    nextToken: textOf(root, "NextContinuationToken") || undefined,
  };
}
