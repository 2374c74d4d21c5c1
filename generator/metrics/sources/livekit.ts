import { counters, gauges, histograms, type MetricSource } from '../metric.ts';

const node = ['node_id', 'node_type'];

export const livekit: MetricSource = {
  program: 'livekit',
  version: 'v1.13.5',
  source: 'livekit/livekit v1.13.5 pkg/telemetry/prometheus/{rooms,packets,node,quality}.go',
  metrics: {
    ...gauges(node, 'livekit_room_total', 'livekit_participant_total'),
    ...gauges([...node, 'kind'], 'livekit_track_published_total', 'livekit_track_subscribed_total'),
    ...counters([...node, 'state'], 'livekit_participant_join_total'),
    ...counters([...node, 'direction', 'transmission', 'country'], 'livekit_packet_bytes'),
    ...gauges([...node, 'type'], 'livekit_node_packet_total'),
    ...histograms([...node, 'protocol_version'], 'livekit_session_join_latency_ms'),
    ...histograms([...node, 'direction', 'source', 'type', 'country'], 'livekit_packet_loss_percent'),
    ...histograms(node, 'livekit_quality_score'),
  },
};
