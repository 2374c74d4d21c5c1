import { createHash } from 'node:crypto';
import type { Finding } from '../checks/rule.ts';

/** A finding as a code host tracks it from commit to commit. */
export interface TrackedFinding {
  readonly finding: Finding;
  /** Environments in which this very line is wrong: a file of `base/` belongs to several. Empty for findings about the repository. */
  readonly environments: readonly string[];
  /** 32 hexadecimal digits. The same while rule, file, object and field are: lines may move, and the words and numbers may change. */
  readonly fingerprint: string;
}

/** Findings that are not accepted, once per place, each with a fingerprint that no other one of the list has. */
export function trackFindings(findings: readonly Finding[]): TrackedFinding[] {
  const byPlace = new Map<string, { finding: Finding; environments: string[] }>();
  for (const finding of findings) {
    if (finding.accepted !== undefined) continue;
    const { rule, file, line, resource, path, message, environment } = finding;
    const place = JSON.stringify([rule, file, line, resource, path, message]);
    const known = byPlace.get(place) ?? { finding, environments: [] };
    byPlace.set(place, known);
    if (environment !== '' && !known.environments.includes(environment)) known.environments.push(environment);
  }
  const seen = new Map<string, number>();
  return [...byPlace.values()].map(({ finding, environments }) => {
    const { rule, file, resource, path } = finding;
    const subject = JSON.stringify([rule, file, resource, path]);
    const number = (seen.get(subject) ?? 0) + 1;
    seen.set(subject, number);
    const fingerprint = createHash('sha256').update(`${subject}\0${number}`).digest('hex').slice(0, 32);
    return { finding, environments, fingerprint };
  });
}

/** The message of a finding, and where it was seen when that is not everywhere. */
export function describeTracked({ finding, environments }: TrackedFinding): string {
  const doubt = finding.result === 'unknown' ? 'Cannot be judged: ' : '';
  const subject = [finding.resource, environments.join(', ')].filter((part) => part !== '');
  return `${doubt}${finding.message}${subject.length === 0 ? '' : ` (${subject.join('; ')})`}`;
}
