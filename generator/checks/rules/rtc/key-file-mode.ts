import { getIn, listIn, numberIn, textIn } from '../../../kubernetes/json.ts';
import { mediaServers } from '../../rtc/media-servers.ts';
import type { Rule } from '../../rule.ts';
import { findSecretFile } from '../../secret-files.ts';

/** Secret files of LiveKit are for its group and for nobody else. */
export const keyFileMode: Rule = {
  slug: 'rtc/key-file-mode',
  title: 'Others cannot read the key files of LiveKit, and LiveKit can',
  severity: 'error',
  why: 'LiveKit ends at once when others may read its key file or the secret of a TURN server; a mounted Secret is readable for all (0644) unless told otherwise, and without `fsGroup` only root can read it.',
  fix: 'Set `defaultMode: 0440` on the volume and `fsGroup` on the pod.',
  references: [
    'livekit/livekit pkg/config/config.go: ValidateKeys, LoadTURNSecrets (mode & 007 must be 0)',
    'Kubernetes API: SecretVolumeSource.defaultMode, 0644 by default',
  ],
  components: ['livekit'],
  check({ resources, pass, fail }) {
    for (const { pod, container, config } of mediaServers(resources)) {
      const paths = [
        textIn(config, 'key_file'),
        ...listIn(config, 'rtc', 'turn_servers').map((server) => textIn(server, 'secret_file')),
      ];
      for (const path of new Set(paths.filter((one) => one !== undefined))) {
        const file = findSecretFile(pod, container, path);
        if (file === undefined) continue;
        const group = getIn(pod.spec, ['securityContext', 'fsGroup']);
        const user = numberIn(pod.spec, 'securityContext', 'runAsUser') ?? 0;
        const mode = `0${file.mode.toString(8)}`;
        const report = (message: string) =>
          fail({ resource: pod.owner, path: [...pod.path, 'volumes'], message });
        if ((file.mode & 0o007) !== 0)
          report(
            `${path} has mode ${mode}: LiveKit refuses to start while others may read it. Set defaultMode: 0440.`,
          );
        else if (group === undefined && user !== 0)
          report(
            `${path} has mode ${mode} and belongs to root, and the pod has no fsGroup: user ${user} cannot read it. Set fsGroup.`,
          );
        else pass();
      }
    }
  },
};
