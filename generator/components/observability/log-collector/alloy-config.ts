import type { Environment } from '../../../environment/environment.ts';
import {
  keptLabels,
  listRedactions,
  lokiPushUrl,
  podLabelRules,
  type Redaction,
  type RelabelRule,
} from './pipeline.ts';

/**
 * Alloy's configuration: pods of this node, their files, the container runtime's envelope off, the four labels kept, and to Loki. `HOSTNAME`
 * is the node: chart alloy sets it.
 */
export function makeAlloyConfig(environment: Environment): string {
  return [
    block('logging', ['level = "info"', 'format = "json"']),
    block('discovery.kubernetes "pods"', [
      'role = "pod"',
      block('selectors', ['role = "pod"', 'field = "spec.nodeName=" + sys.env("HOSTNAME")']),
    ]),
    block('discovery.relabel "pods"', [
      'targets = discovery.kubernetes.pods.targets',
      ...podLabelRules.map(printRule),
    ]),
    block('local.file_match "pods"', ['path_targets = discovery.relabel.pods.output']),
    block('loki.source.file "pods"', [
      'targets = local.file_match.pods.targets',
      'forward_to = [loki.process.pods.receiver]',
    ]),
    block('loki.process "pods"', [
      'forward_to = [loki.write.loki.receiver]',
      'stage.cri { }',
      ...listRedactions(environment).map(printRedaction),
      // Lines that are no JSON pass as they are.
      block('stage.json', ['expressions = { level = "level" }']),
      // Beside the line, not a label: every label value is one more stream.
      block('stage.structured_metadata', ['values = { level = "" }']),
      block('stage.label_keep', [`values = ${JSON.stringify(keptLabels)}`]),
    ]),
    block('loki.write "loki"', [block('endpoint', [`url = ${JSON.stringify(lokiPushUrl(environment))}`])]),
    '',
  ].join('\n');
}

function printRule({ sources, separator, regex, target, replacement }: RelabelRule): string {
  return block('rule', [
    `source_labels = ${JSON.stringify(sources)}`,
    ...(separator === undefined ? [] : [`separator = ${JSON.stringify(separator)}`]),
    ...(regex === undefined ? [] : [`regex = ${JSON.stringify(regex)}`]),
    `target_label = ${JSON.stringify(target)}`,
    ...(replacement === undefined ? [] : [`replacement = ${JSON.stringify(replacement)}`]),
  ]);
}

function printRedaction({ selector, expression }: Redaction): string {
  return block('stage.match', [
    `selector = ${JSON.stringify(selector)}`,
    block('stage.replace', [`expression = ${JSON.stringify(expression)}`, 'replace = "***"']),
  ]);
}

function block(head: string, lines: readonly string[]): string {
  const body = lines.flatMap((line) => line.split('\n')).map((line) => `  ${line}`);
  return [`${head} {`, ...body, '}'].join('\n');
}
