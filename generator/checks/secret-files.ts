import { getIn, listIn, numberIn, textIn } from '../kubernetes/json.ts';
import type { Json } from '../kubernetes/object.ts';
import type { PodTemplate } from '../rendered/resource-set.ts';

/** The key of a Secret behind a file in a container. */
export interface SecretFile {
  readonly secret: string;
  readonly key: string;
  /** File mode; the kubelet's default is 0644. */
  readonly mode: number;
}

/** Where a file in a container comes from, when it comes from a Secret. */
export function findSecretFile({ spec }: PodTemplate, container: Json, path: string): SecretFile | undefined {
  for (const mount of listIn(container, 'volumeMounts')) {
    const root = (textIn(mount, 'mountPath') ?? '').replace(/\/$/, '');
    const subPath = textIn(mount, 'subPath');
    const name =
      path === root ? subPath : path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
    if (name === undefined) continue;
    const volume = listIn(spec, 'volumes').find((one) => textIn(one, 'name') === textIn(mount, 'name'));
    const found = volume === undefined ? undefined : findInVolume(volume, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findInVolume(volume: Json, name: string): SecretFile | undefined {
  const plain = getIn(volume, ['secret']);
  const sources = [
    ...(plain === undefined ? [] : [{ source: plain, secret: textIn(plain, 'secretName') }]),
    ...listIn(volume, 'projected', 'sources').flatMap((one) => {
      const source = getIn(one, ['secret']);
      return source === undefined ? [] : [{ source, secret: textIn(source, 'name') }];
    }),
  ];
  const usual = numberIn(plain, 'defaultMode') ?? numberIn(volume, 'projected', 'defaultMode') ?? 0o644;
  for (const { source, secret = '' } of sources) {
    const items = listIn(source, 'items');
    if (items.length === 0) return { secret, key: name, mode: usual };
    const item = items.find((one) => textIn(one, 'path') === name);
    if (item !== undefined)
      return { secret, key: textIn(item, 'key') ?? '', mode: numberIn(item, 'mode') ?? usual };
  }
  return undefined;
}
