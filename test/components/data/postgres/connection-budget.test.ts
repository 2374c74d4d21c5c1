import { describe, expect, it } from 'vitest';
import { budgetConnections } from '../../../../generator/components/data/postgres/connection-budget.ts';
import { countDatabaseConnections } from '../../../../generator/components/synapse/count-database-connections.ts';
import { dev, production } from '../environments.ts';

describe('budgetConnections', () => {
  it.each([
    ['production', production()],
    ['dev', dev()],
  ])('adds up everyone who connects in %s', (_, environment) => {
    const budget = budgetConnections(environment);
    const { pooled, direct } = countDatabaseConnections(environment);
    expect(budget).toMatchObject({ workers: pooled, direct, jobs: 1 });
    const open = budget.pooler.serverConnections + direct.connections + budget.reserved;
    expect(budget.maxConnections).toBeGreaterThanOrEqual(open);
    expect(budget.maxConnections).toBeLessThan(open + 10);
    expect(budget.maxConnections % 10).toBe(0);
  });

  it('leaves room for everyone with one pod down', () => {
    const { workers, jobs, pooler, poolerInstances } = budgetConnections(production());
    expect((poolerInstances - 1) * pooler.databaseConnections).toBeGreaterThanOrEqual(
      workers.connections + jobs,
    );
  });
});
