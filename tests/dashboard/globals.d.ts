// What vendored libraries give, and what browsers give that the type library does not know yet.

declare const Plot: any;
declare const d3: any;

interface Uint8ArrayConstructor {
  /** Bytes of base64 text; newer browsers only. */
  fromBase64?(text: string): Uint8Array<ArrayBuffer>;
}
