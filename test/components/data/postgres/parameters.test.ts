import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgetConnections } from '../../../../generator/components/data/postgres/connection-budget.ts';
import { formatMemory, makeParameters } from '../../../../generator/components/data/postgres/parameters.ts';
import { parseQuantity } from '../../../../generator/kubernetes/quantity.ts';
import { dev, production } from '../environments.ts';

describe('makeParameters', () => {
  it("gives the large preset the design's figures, as strings", () => {
    expect(makeParameters(production())).toEqual({
      max_connections: String(budgetConnections(production()).maxConnections),
      shared_buffers: '16GB',
      effective_cache_size: '48GB',
      work_mem: '32MB',
      maintenance_work_mem: '2GB',
      max_wal_size: '12800MB',
      max_slot_wal_keep_size: '50GB',
      autovacuum_naptime: '10s',
      autovacuum_vacuum_scale_factor: '0.05',
      autovacuum_analyze_scale_factor: '0.05',
      random_page_cost: '1.1',
      effective_io_concurrency: '200',
    });
  });

  it('gives a small instance its share, and no less than PostgreSQL itself would take', () => {
    expect(makeParameters(dev())).toMatchObject({
      shared_buffers: '585MB',
      effective_cache_size: '1755MB',
      work_mem: '4MB',
      maintenance_work_mem: '73MB',
      max_wal_size: '1280MB',
      max_slot_wal_keep_size: '5GB',
    });
  });

  it('lets the environment file win', () => {
    const parameters = { work_mem: '64MB', log_min_duration_statement: '1s' };
    expect(makeParameters(production({ postgres: { parameters } }))).toMatchObject({
      ...parameters,
      shared_buffers: '16GB',
    });
  });

  it('keeps shared buffers below the memory request and the log below its volume', () => {
    // CloudNativePG refuses anything else, and reads MB and GB as powers of two.
    const bytes = (text = '') => parseQuantity(text.replace('B', 'i'));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 512 }), fc.integer({ min: 1, max: 1000 }), (memory, wal) => {
        const resources = { cpu: '1', memory: `${memory}Gi`, memoryLimit: `${memory}Gi` };
        const parameters = makeParameters(production({ postgres: { resources, walStorage: `${wal}Gi` } }));
        expect(bytes(parameters['shared_buffers'])).toBeLessThan(parseQuantity(resources.memory));
        expect(bytes(parameters['max_wal_size'])).toBeLessThan(parseQuantity(`${wal}Gi`));
        // The smallest value that is above `min_wal_size`, 80MB by default.
        expect(bytes(parameters['max_wal_size'])).toBeGreaterThan(80 * 2 ** 20);
      }),
    );
  });
});

describe('formatMemory', () => {
  it.each([
    [2 ** 30, '1GB'],
    [1.5 * 2 ** 30, '1536MB'],
    [2 ** 20 + 1, '1MB'],
  ])('writes %d bytes as %s', (bytes, text) => expect(formatMemory(bytes)).toBe(text));
});
