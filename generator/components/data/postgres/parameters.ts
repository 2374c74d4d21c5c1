import type { Environment } from '../../../environment/environment.ts';
import { parseQuantity } from '../../../kubernetes/quantity.ts';
import { budgetConnections } from './connection-budget.ts';

const kibi = 1024;
const mebi = kibi ** 2;
const gibi = kibi ** 3;

/** The design's figures for an instance with this much memory; other instances get the same shares. */
const design = {
  memory: 56 * gibi,
  sharedBuffers: 16 * gibi,
  effectiveCacheSize: 48 * gibi,
  maintenanceWorkMemory: 2 * gibi,
  workMemory: 32 * mebi,
} as const;

/**
 * `postgresql.parameters` of the Cluster; every value is a string, as its CRD wants. What the environment file sets wins.
 * `autovacuum` itself is on by default and not repeated.
 */
export function makeParameters(environment: Environment): Record<string, string> {
  const memory = parseQuantity(environment.postgres.resources.memory);
  const share = (bytes: number) => (bytes / design.memory) * memory;
  const wal = parseQuantity(environment.postgres.walStorage);
  return {
    max_connections: String(budgetConnections(environment).maxConnections),
    shared_buffers: formatMemory(share(design.sharedBuffers)),
    effective_cache_size: formatMemory(share(design.effectiveCacheSize)),
    work_mem: formatMemory(Math.max(4 * mebi, share(design.workMemory))),
    maintenance_work_mem: formatMemory(Math.max(64 * mebi, share(design.maintenanceWorkMemory))),
    // Checkpoints by time rather than by size, on a volume that holds the log several times over.
    max_wal_size: formatMemory(Math.min(16 * gibi, wal / 8)),
    // A standby that stays away must not fill the primary's volume: it is cloned again instead.
    max_slot_wal_keep_size: formatMemory(wal / 2),
    // Synapse updates and deletes small rows in large tables all the time.
    autovacuum_naptime: '10s',
    autovacuum_vacuum_scale_factor: '0.05',
    autovacuum_analyze_scale_factor: '0.05',
    // The fast storage class is NVMe: a random read costs about as much as a sequential one.
    random_page_cost: '1.1',
    effective_io_concurrency: '200',
    ...environment.postgres.parameters,
  };
}

/** Bytes in PostgreSQL's notation, rounded down to a megabyte; its units are powers of two: `16GB`, `585MB`. */
export function formatMemory(bytes: number): string {
  const megabytes = Math.floor(bytes / mebi);
  return megabytes % kibi === 0 ? `${megabytes / kibi}GB` : `${megabytes}MB`;
}
