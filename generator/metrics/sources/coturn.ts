import { counters, gauges, type MetricSource } from '../metric.ts';

export const coturn: MetricSource = {
  program: 'coturn',
  version: '4.17.0-r0',
  source: 'coturn/coturn tag 4.17.0 src/apps/relay/prom_server.c',
  metrics: {
    ...gauges(['type'], 'turn_total_allocations'),
    ...counters(
      [],
      'turn_total_traffic_rcvb',
      'turn_total_traffic_sentb',
      'turn_packet_processed',
      'turn_packet_dropped',
      'turn_unauthenticated_401_responses',
    ),
  },
};
