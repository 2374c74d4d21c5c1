import { getIn, listIn, objectIn, textIn } from '../../../kubernetes/json.ts';
import { containersOf } from '../../../kubernetes/ports.ts';
import { programText } from '../../pods.ts';
import { mediaServers, placeOf, turnServers } from '../../rtc/media-servers.ts';
import type { Rule } from '../../rule.ts';

/** Nobody outside is asked under which address a server can be reached. */
export const outsideStun: Rule = {
  slug: 'rtc/outside-stun',
  title: 'No server outside is asked for an address',
  severity: 'error',
  why: 'Left alone, LiveKit asks STUN servers of Google and Twilio for its own address and gives them to every caller, and the command of the coturn image asks a name server outside. Without a way out calls do not come about; with one, others learn who calls.',
  fix: 'Give LiveKit `--node-ip` and `rtc.turn_servers` (or `rtc.stun_servers`), leave `rtc.use_external_ip` false, and give coturn a command of its own. Addresses behind NAT belong into `rtc.externalAddresses`.',
  references: [
    'livekit/mediatransportutil pkg/rtcconfig/config.go: DefaultStunServers, resolveNodeIP; webrtc_config.go',
    'livekit/livekit pkg/service/roommanager.go: iceServersForParticipant',
    'coturn docker/coturn/rootfs/usr/local/bin/detect-external-ip.sh',
  ],
  components: ['coturn', 'livekit'],
  check({ resources, pass, fail }) {
    for (const { pod, container, file, config } of mediaServers(resources)) {
      const rtc = objectIn(config, 'rtc');
      const ownStun = listIn(rtc, 'stun_servers').length > 0;
      const handsOut =
        ownStun || listIn(rtc, 'turn_servers').length > 0 || getIn(config, ['turn', 'enabled']) === true;
      const knowsAddress =
        getIn(rtc, ['node_ip']) !== undefined ||
        /--node-ip\b/.test(programText(resources, pod)) ||
        listIn(container, 'env').some((variable) => textIn(variable, 'name') === 'NODE_IP');
      const report = (message: string, line: string) => fail({ ...placeOf(pod, file, line), message });
      if (rtc['use_external_ip'] === true && !ownStun)
        report(
          'use_external_ip is true without stun_servers: LiveKit asks STUN servers of Google and Twilio before it starts. Set it to false and give --node-ip.',
          'use_external_ip',
        );
      else if (!knowsAddress && !ownStun)
        report(
          'LiveKit is not told its address (--node-ip, NODE_IP or rtc.node_ip): it asks STUN servers of Google and Twilio. Give --node-ip.',
          'rtc:',
        );
      else if (!handsOut)
        report(
          'neither turn_servers nor stun_servers: LiveKit gives every caller the STUN servers of Google and Twilio. Set rtc.turn_servers.',
          'rtc:',
        );
      else pass();
    }
    for (const { pod } of turnServers(resources)) {
      const started = containersOf(pod.spec).some(
        (container) => listIn(container, 'command').length > 0 || listIn(container, 'args').length > 0,
      );
      if (started && !programText(resources, pod).includes('detect-external-ip')) pass();
      else
        fail({
          resource: pod.owner,
          path: pod.path,
          message:
            'the command of the image is used: it asks a name server outside for the address of this node. Give the container a command.',
        });
    }
  },
};
