import type { VerifyResult } from '../../verify/run-items.ts';
import type { VerifyVerdict } from './verify-verdict.ts';

/** A run for a program: one JSON document. Fields are added, never renamed or removed, within one `version`. */
export function printVerifyJson(
  { environment, results, left, interrupted }: VerifyResult,
  verdict: VerifyVerdict,
) {
  const items = results.map(({ outcome, ...item }) => ({ ...item, ...outcome }));
  return `${JSON.stringify({ version: 1, environment, verdict, interrupted, items, left }, undefined, 2)}\n`;
}
