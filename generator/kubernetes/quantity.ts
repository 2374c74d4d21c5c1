const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const form = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei))?$/;

/**
 * Value of a Kubernetes quantity in its base unit: cores for CPU, bytes for memory and storage.
 * `500m` is 0.5, `4Gi` is 4294967296, `1e3` is 1000.
 *
 * @throws RangeError when the text is not a quantity (source: apimachinery `pkg/api/resource/quantity.go`).
 */
export function parseQuantity(text: string | number): number {
  const match = form.exec(String(text));
  if (match === null) throw new RangeError(`"${text}" is not a Kubernetes quantity`);
  const [, number = '', exponent = '', suffix = ''] = match;
  return Number(number + exponent) * (suffixes[suffix] ?? 1);
}

/** True when the text is a Kubernetes quantity. */
export function isQuantity(text: string): boolean {
  return form.test(text);
}

/** Bytes as the largest binary unit that keeps it whole: 1610612736 is `1536Mi`. */
export function formatBytes(bytes: number): string {
  for (const unit of ['Ti', 'Gi', 'Mi', 'Ki'] as const) {
    const size = suffixes[unit] ?? 1;
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return String(Math.ceil(bytes));
}
