import { describe, expect, it } from "vitest";
import { readListing } from "../../../../lib/clients/objects/read-listing.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const listing = (content: string) => readListing(bytes(`<ListBucketResult>${content}</ListBucketResult>`));
const end = "<IsTruncated>false</IsTruncated>";

describe("a listing", () => {
  it("names keys and sizes", () => {
    const object = "<Contents><Key>a&amp;b+c%20</Key><Size>12</Size><Owner><ID>x</ID></Owner></Contents>";
    expect(listing(end + object)).toEqual({
      objects: [{ key: "a&b+c%20", size: 12 }],
      isTruncated: false,
      nextMarker: "a&b+c%20",
      nextToken: undefined,
    });
  });

  it("has keys decoded only if it says that they are encoded", () => {
    const object =
      "<Contents><Key>a+b%2Bc%C3%A9</Key><Size>1</Size></Contents><NextMarker>x%2By</NextMarker>";
    expect(listing(`<EncodingType>url</EncodingType>${end}${object}`)).toMatchObject({
      objects: [{ key: "a b+cé" }],
      nextMarker: "x+y",
    });
  });

  it("tells where the next page begins, if only by its last key", () => {
    const object = (key: string) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`;
    const page = `<IsTruncated>true</IsTruncated>${object("a")}${object("b")}`;
    expect(listing(page)).toMatchObject({ isTruncated: true, nextMarker: "b" });
    expect(listing(`${page}<NextMarker>c</NextMarker>`)).toMatchObject({ nextMarker: "c" });
    expect(listing(`${page}<NextContinuationToken>t+1</NextContinuationToken>`)).toMatchObject({
      nextToken: "t+1",
    });
  });

  it.each([
    "",
    "<IsTruncated>maybe</IsTruncated>",
    `${end}<Contents><Key>a</Key></Contents>`,
    `${end}<Contents><Size>1</Size></Contents>`,
    `${end}<Contents><Key></Key><Size>1</Size></Contents>`,
    `${end}<Contents><Key>a</Key><Size>-1</Size></Contents>`,
    `<EncodingType>url</EncodingType>${end}<Contents><Key>%ZZ</Key><Size>1</Size></Contents>`,
  ])("is refused when something is missing or broken: %s", (content) => {
    expect(listing(content)).toBeUndefined();
  });

  it.each(["", "<html></html>", "<Error><Code>x</Code></Error>", "{}"])("is not found in %j", (text) => {
    expect(readListing(bytes(text))).toBeUndefined();
  });
});
