import type { Item } from '../item.ts';
import { livekit, livekitCall } from './livekit.ts';
import { turn, turnAllocation } from './turn.ts';

/** Voice and video. */
export const callItems: readonly Item[] = [turn, turnAllocation, livekit, livekitCall];
