const daySeconds = 24 * 60 * 60;

/**
 * Requests a second of one of the people who are there at the same time. No other published number was found; what a server gets from other
 * servers is in it. Nights are counted like days, because nobody has published how a day goes: the estimate is a bound.
 */
export const requestsPerUser = {
  rate: 140 / 300,
  source: 'matrix-org/synapse wiki: a server with 400 users, of whom 300 at once made 140 requests a second',
} as const;

/** What is written for one request. `test/real/observability/series.test.ts` holds it: at most so much, and at least half. */
export const logOfRequest = {
  /** Access log of all processes of Synapse that have a part in it, as JSON. */
  access: { lines: 1.5, bytes: 1_050 },
  /** What else they write. */
  others: { lines: 0.6, bytes: 250 },
  router: { lines: 1, bytes: 200 },
} as const;

/**
 * Loki compresses with gzip unless told otherwise (`ingester.chunk_encoding`, grafana/loki v3 pkg/ingester/ingester.go), in blocks of 256
 * KiB. The same test compresses what it got: at least so many times smaller, and at most twice that.
 */
export const compression = 12;

/** Programs that write logs and are not in the estimate: no source says how much. */
export const logsNotCounted = 'PostgreSQL, coturn, LiveKit, operators, Argo CD and the cluster itself';

/** Bytes a day that Loki's documentation gives one kind of process that does everything ("up to approximately 20GB per day"). */
export const modeBytes = 20e9;

/** Seconds until a chunk goes to the store at the latest, and until the log of what is not there yet begins anew. Defaults of grafana/loki v3. */
const chunkSeconds = 2 * 60 * 60;
const checkpointSeconds = 5 * 60;

/** Log lines that people cause. */
export interface LogVolume {
  /** Requests a second. */
  readonly requests: number;
  /** Lines a day. */
  readonly lines: number;
  /** Bytes a second, as programs write them. */
  readonly rate: number;
  /** Bytes a day, as programs write them. */
  readonly raw: number;
  /** Bytes a day, compressed. */
  readonly stored: number;
}

/**
 * @param users - people who are there at the same time
 * @param accessLog - whether Synapse writes one
 */
export function estimateLogs(users: number, accessLog: boolean): LogVolume {
  const requests = users * requestsPerUser.rate;
  const { access, others, router } = logOfRequest;
  const written = [others, router, ...(accessLog ? [access] : [])];
  const sum = (unit: 'lines' | 'bytes') => written.reduce((total, part) => total + part[unit], 0);
  const rate = requests * sum('bytes');
  return {
    requests,
    lines: requests * sum('lines') * daySeconds,
    rate,
    raw: rate * daySeconds,
    stored: (rate * daySeconds) / compression,
  };
}

/** Bytes on the volume of a server that hands its chunks to a store: two checkpoints of open chunks, and the log of two more. */
export function estimateBuffer({ rate }: LogVolume): number {
  return 2 * ((rate / compression) * chunkSeconds + rate * checkpointSeconds);
}
