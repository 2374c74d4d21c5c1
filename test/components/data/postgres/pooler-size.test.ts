import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sizePooler } from '../../../../generator/components/data/postgres/pooler-size.ts';

/** Connections that a pool can serve when one pod of it is gone; all of them when there is only one. */
const capacityAfterLoss = (instances: number, poolSize: number): number =>
  Math.max(1, instances - 1) * poolSize;

describe('sizePooler', () => {
  it('gives 13 workers with 84 connections pools of 53, and 15 more for an uneven spread', () => {
    expect(sizePooler({ connections: 84, instances: 3 })).toEqual({
      poolSize: 53,
      reservePoolSize: 15,
      databaseConnections: 68,
      clientConnections: 168,
      serverConnections: 234,
    });
  });

  it('gives a single pod everything and no reserve', () => {
    expect(sizePooler({ connections: 20, instances: 1 })).toMatchObject({ poolSize: 25, reservePoolSize: 0 });
  });

  it('serves all clients with one pod down, however many there are of both', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 1, max: 9 }),
        (connections, instances) => {
          const size = sizePooler({ connections, instances });
          const share = connections / Math.max(1, instances - 1);
          expect(capacityAfterLoss(instances, size.poolSize)).toBeGreaterThanOrEqual(connections * 1.25);
          // One pod may get more than its share: four standard deviations, or simply everybody.
          expect(size.databaseConnections).toBeGreaterThanOrEqual(
            Math.min(connections, share + 4 * Math.sqrt(share)),
          );
          expect(size.clientConnections).toBeGreaterThan(connections);
          expect(size.serverConnections).toBeGreaterThanOrEqual(instances * size.databaseConnections);
        },
      ),
    );
  });

  it("finds the design's three pools of 20 too small for its 17 processes with 10 connections", () => {
    expect(3 * 20).toBeLessThan(17 * 10);
    expect(capacityAfterLoss(3, 20)).toBeLessThan(17 * 10);
    expect(capacityAfterLoss(3, sizePooler({ connections: 170, instances: 3 }).poolSize)).toBe(2 * 107);
  });
});
