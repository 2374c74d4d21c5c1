import type { DeepPartial } from './deep-partial.ts';
import type { EnvironmentFile } from './schema/environment-schema.ts';
import { makeWorkerPreset } from './worker-presets.ts';

/** Values that depend on the number of users. */
export interface SizingPreset {
  readonly name: string;
  /** Largest `scale.users` that this preset serves. */
  readonly users: number;
  readonly values: DeepPartial<EnvironmentFile>;
}

/**
 * Sizing presets, smallest first. `large` carries the figures of the 20,000-user design; the others are scaled from it and have not
 * been measured under load.
 */
export const sizingPresets: readonly SizingPreset[] = [
  {
    name: 'small',
    users: 500,
    values: {
      edge: { resources: { cpu: '100m', memory: '256Mi', memoryLimit: '512Mi' } },
      postgres: {
        resources: { cpu: '500m', memory: '2Gi', memoryLimit: '2Gi' },
        storage: '50Gi',
        walStorage: '10Gi',
        pooler: { resources: { cpu: '50m', memory: '64Mi', memoryLimit: '128Mi' } },
      },
      cacheSynapse: { maxMemory: '128Mi', resources: { cpu: '50m', memory: '192Mi', memoryLimit: '256Mi' } },
      cacheLivekit: {
        maxMemory: '128Mi',
        storage: '1Gi',
        resources: { cpu: '50m', memory: '192Mi', memoryLimit: '256Mi' },
      },
      objectStore: {
        servers: 3,
        volumeSize: '20Gi',
        resources: { cpu: '100m', memory: '512Mi', memoryLimit: '1Gi' },
      },
      synapse: {
        main: { resources: { cpu: '500m', memory: '1Gi', memoryLimit: '2Gi' } },
        workers: makeWorkerPreset('small'),
        router: { resources: { cpu: '100m', memory: '128Mi', memoryLimit: '256Mi' } },
        mediaStorage: '50Gi',
      },
      observability: {
        prometheus: {
          storage: '50Gi',
          resources: { cpu: '200m', memory: '1Gi', memoryLimit: '2Gi' },
        },
        loki: { storage: '50Gi', resources: { cpu: '100m', memory: '256Mi', memoryLimit: '1Gi' } },
      },
      rtc: {
        coturn: { resources: { cpu: '100m', memory: '128Mi', memoryLimit: '512Mi' } },
        livekit: { resources: { cpu: '500m', memory: '512Mi', memoryLimit: '2Gi' } },
      },
    },
  },
  {
    name: 'medium',
    users: 5_000,
    values: {
      edge: { resources: { cpu: '500m', memory: '512Mi', memoryLimit: '1Gi' } },
      postgres: {
        resources: { cpu: '4', memory: '16Gi', memoryLimit: '16Gi' },
        storage: '200Gi',
        walStorage: '50Gi',
        pooler: { resources: { cpu: '200m', memory: '128Mi', memoryLimit: '256Mi' } },
      },
      cacheSynapse: { maxMemory: '512Mi', resources: { cpu: '100m', memory: '640Mi', memoryLimit: '1Gi' } },
      cacheLivekit: {
        maxMemory: '256Mi',
        storage: '2Gi',
        resources: { cpu: '100m', memory: '320Mi', memoryLimit: '512Mi' },
      },
      objectStore: {
        servers: 4,
        volumeSize: '100Gi',
        resources: { cpu: '500m', memory: '2Gi', memoryLimit: '4Gi' },
      },
      synapse: {
        main: { resources: { cpu: '2', memory: '4Gi', memoryLimit: '8Gi' } },
        workers: makeWorkerPreset('medium'),
        router: { resources: { cpu: '500m', memory: '512Mi', memoryLimit: '1Gi' } },
        mediaStorage: '200Gi',
      },
      observability: {
        prometheus: {
          storage: '100Gi',
          resources: { cpu: '500m', memory: '3Gi', memoryLimit: '6Gi' },
        },
        loki: { storage: '50Gi', resources: { cpu: '250m', memory: '1Gi', memoryLimit: '3Gi' } },
      },
      rtc: {
        coturn: { resources: { cpu: '250m', memory: '256Mi', memoryLimit: '1Gi' } },
        livekit: { resources: { cpu: '2', memory: '1Gi', memoryLimit: '4Gi' } },
      },
    },
  },
  {
    name: 'large',
    users: 20_000,
    values: {
      edge: { resources: { cpu: '2', memory: '2Gi', memoryLimit: '4Gi' } },
      postgres: {
        // Fits a 16-core, 64Gi database node: 16GB of shared buffers, the rest is page cache.
        resources: { cpu: '12', memory: '56Gi', memoryLimit: '56Gi' },
        storage: '500Gi',
        walStorage: '100Gi',
        pooler: { resources: { cpu: '500m', memory: '256Mi', memoryLimit: '512Mi' } },
      },
      cacheSynapse: { maxMemory: '1Gi', resources: { cpu: '100m', memory: '1280Mi', memoryLimit: '2Gi' } },
      cacheLivekit: {
        maxMemory: '512Mi',
        storage: '4Gi',
        resources: { cpu: '100m', memory: '640Mi', memoryLimit: '1Gi' },
      },
      // Four volumes leave room on the 2Ti disk of the design's storage nodes.
      objectStore: {
        servers: 4,
        volumeSize: '480Gi',
        resources: { cpu: '2', memory: '8Gi', memoryLimit: '16Gi' },
      },
      synapse: {
        main: { resources: { cpu: '4', memory: '8Gi', memoryLimit: '16Gi' } },
        workers: makeWorkerPreset('large'),
        router: { resources: { cpu: '1', memory: '1Gi', memoryLimit: '2Gi' } },
        mediaStorage: '500Gi',
      },
      observability: {
        prometheus: {
          storage: '100Gi',
          resources: { cpu: '1', memory: '6Gi', memoryLimit: '12Gi' },
        },
        loki: { storage: '100Gi', resources: { cpu: '500m', memory: '2Gi', memoryLimit: '6Gi' } },
      },
      rtc: {
        coturn: { resources: { cpu: '500m', memory: '512Mi', memoryLimit: '2Gi' } },
        livekit: { resources: { cpu: '4', memory: '4Gi', memoryLimit: '8Gi' } },
      },
    },
  },
];
