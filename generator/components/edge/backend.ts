import type { Endpoint } from '../component.ts';

/** A Service that the edge forwards to, and the pods behind it. */
export interface Backend {
  readonly service: string;
  readonly namespace: string;
  /** Port of the Service. */
  readonly port: number;
  readonly pods: Endpoint;
  /** Port of the pods. */
  readonly targetPort: number;
}
