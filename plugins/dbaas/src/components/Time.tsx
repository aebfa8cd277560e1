import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  absoluteText,
  agoText,
  clockText,
  durationText,
} from '../presentation/time';
import { useLanguage } from '../presentation/use-language';
import { useNow } from '../presentation/use-now';
import { dbaasTranslationRef } from '../translation';

/** Shorter than this, a number would only be out of date. */
const A_MOMENT_MS = 10_000;

interface TimeProps {
  /** RFC 3339. */
  at: string;
  /** "5 minutes ago", "for 5 minutes" or "14:02". */
  as: 'ago' | 'for' | 'clock';
}

/** A moment in words, with the exact one at hand. */
export function Time({ at, as }: TimeProps) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const language = useLanguage();
  const now = useNow();
  const moment = Date.parse(at);
  if (Number.isNaN(moment)) return <span>{t('time.unknown')}</span>;
  const text = {
    ago: () => agoText(moment, now, language),
    for: () =>
      now - moment < A_MOMENT_MS
        ? t('time.forMoment')
        : t('time.for', { duration: durationText(now - moment, language) }),
    clock: () => clockText(moment, now, language),
  }[as];
  return (
    <time dateTime={at} title={absoluteText(moment, language)}>
      {text()}
    </time>
  );
}
