import { ApiProperty } from '@nestjs/swagger';
import { inShanghai, type Instant } from '@open122/contracts';
import type { Language } from '@open122/http';

import { isOpen, type Lifting, LIFTING_STATES, type LiftingState } from './lifting';

const WORDS: Readonly<Record<LiftingState, { zh: string; en: string }>> = {
  appealed: {
    zh: '申诉已收到，等待工作人员处理。',
    en: 'The appeal has been received and waits for an operator.',
  },
  proposed: {
    zh: '正在审核是否提前解除限制。',
    en: 'Whether the listing ends early is being considered.',
  },
  lifted: {
    zh: '限制已提前解除，可重新通过本平台办理补领、换领业务。',
    en: 'The listing has been lifted: replacements and exchanges are possible through this platform again.',
  },
  refused: {
    zh: '未予提前解除。限制到期自动解除，窗口业务不受影响。',
    en: 'The listing stays. It ends by itself on its day and does not bar the counter.',
  },
  lapsed: {
    zh: '限制已到期自动解除，不再审核。',
    en: 'The listing has ended by itself; nothing is left to be considered.',
  },
};

/** As it stands in the queue: nobody's words. */
export class LiftingEntryView {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, description: 'PersonRef' })
  person!: string;

  @ApiProperty({ enum: LIFTING_STATES })
  state!: LiftingState;

  @ApiProperty({ type: String, format: 'date-time', description: 'of the listing, at the last step' })
  listedUntil!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'null: without an appeal' })
  appealedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  openedAt!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  changedAt!: string;
}

export class LiftingView extends LiftingEntryView {
  @ApiProperty({ type: String, description: 'the state in words' })
  text!: string;

  @ApiProperty({ type: String, nullable: true, description: 'the person’s own words' })
  appeal!: string | null;

  @ApiProperty({
    ...{ type: String, nullable: true },
    description: 'the operators’ words; for the person once it is decided',
  })
  reason!: string | null;
}

const shown = (at: Instant | null): string | null => at && inShanghai(at);

export const liftingEntryView = (lifting: Lifting): LiftingEntryView => ({
  ...{ id: lifting.id, person: lifting.person, state: lifting.state },
  ...{ listedUntil: inShanghai(lifting.listedUntil), appealedAt: shown(lifting.appealedAt) },
  ...{ openedAt: inShanghai(lifting.openedAt), changedAt: inShanghai(lifting.changedAt) },
});

export const liftingView = (lifting: Lifting, language: Language): LiftingView => ({
  ...liftingEntryView(lifting),
  text: WORDS[lifting.state][language === 'en' ? 'en' : 'zh'],
  ...{ appeal: lifting.appeal, reason: lifting.reason },
});

/** The same for the person: what one operator says to another is not said to him. */
export const ownLiftingView = (lifting: Lifting, language: Language): LiftingView => ({
  ...liftingView(lifting, language),
  ...(isOpen(lifting) && { reason: null }),
});
