import type { VerifyResult } from '../../verify/run-items.ts';
import { printVerifyJson } from './print-verify-json.ts';
import { printVerifyJunit } from './print-verify-junit.ts';
import { printVerifyText } from './print-verify-text.ts';
import type { VerifyVerdict } from './verify-verdict.ts';

/** The formats of `verify --report`. */
export const verifyFormats = {
  text: printVerifyText,
  json: (result, verdict) => printVerifyJson(result, verdict),
  junit: (result) => printVerifyJunit(result),
} as const satisfies Record<
  string,
  (result: VerifyResult, verdict: VerifyVerdict, colour: boolean) => string
>;

/** Name of a format of `verify --report`. */
export type VerifyFormat = keyof typeof verifyFormats;
