import { lines, type Page } from '../panel.ts';

/** Media servers and TURN servers. */
export const callsPage: Page = {
  name: 'calls',
  title: 'Matrix: calls',
  rows: [
    {
      title: 'Media servers',
      panels: [
        lines('Calls', 'short', 'Rooms of each media server.', {
          expr: 'livekit_room_total',
          legend: '{{pod}}',
        }),
        lines('People in calls', 'short', 'Participants of each media server.', {
          expr: 'livekit_participant_total',
          legend: '{{pod}}',
        }),
        lines('CPU', 'cores', 'Cores that a media server uses. At 90 % of its node it takes no more calls.', {
          expr: 'pod:livekit_cpu:rate5m',
          legend: '{{pod}}',
        }),
        lines('Traffic', 'Bps', 'Bytes in and out.', {
          expr: 'sum by (pod, direction) (rate(livekit_packet_bytes[5m]))',
          legend: '{{pod}} {{direction}}',
        }),
        lines('Streams', 'short', 'Streams that are sent out, by kind.', {
          expr: 'sum by (kind) (livekit_track_subscribed_total)',
          legend: '{{kind}}',
        }),
        lines('Lost packets, worst tenth', 'percent', 'Of what comes in. Above 5 % sound breaks up.', {
          expr: 'histogram_quantile(0.9, sum by (le) (rate(livekit_packet_loss_percent_bucket{direction="incoming"}[5m])))',
        }),
        lines('Time to join, slowest tenth', 'ms', 'From the first request to being in the call.', {
          expr: 'histogram_quantile(0.9, sum by (le) (rate(livekit_session_join_latency_ms_bucket[5m])))',
        }),
        lines(
          'Quality, mean',
          'short',
          'As LiveKit rates connections: 4.5 is the best, below 3 people complain.',
          { expr: 'sum(rate(livekit_quality_score_sum[5m])) / sum(rate(livekit_quality_score_count[5m]))' },
        ),
      ],
    },
    {
      title: 'TURN servers',
      panels: [
        lines('Allocations', 'short', 'Relays that each server holds.', {
          expr: 'pod:turn_allocations:sum',
          legend: '{{pod}}',
        }),
        lines(
          'Relayed',
          'Bps',
          'Traffic of sessions that have ended, as coturn counts it.',
          { expr: 'sum by (pod) (rate(turn_total_traffic_rcvb[5m]))', legend: '{{pod}} in' },
          { expr: 'sum by (pod) (rate(turn_total_traffic_sentb[5m]))', legend: '{{pod}} out' },
        ),
        lines('Dropped packets', 'ops', 'Packets that a server could not handle.', {
          expr: 'sum by (pod) (rate(turn_packet_dropped[5m]))',
          legend: '{{pod}}',
        }),
        lines(
          'Refused for want of a password',
          'ops',
          'The first request of every session is among them; a jump is somebody who tries.',
          { expr: 'sum by (pod) (rate(turn_unauthenticated_401_responses[5m]))', legend: '{{pod}}' },
        ),
      ],
    },
  ],
};
