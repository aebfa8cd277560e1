import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Typography from '@material-ui/core/Typography';
import { useEffect, useState } from 'react';
import { dbaasTranslationRef } from '../../translation';

/** Seconds that are left. A timer by role, so that screen readers stay silent about it. */
export function Countdown({ until }: { until: number }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(Math.ceil((until - now) / 1_000), 0);
  return (
    <Typography variant="body2" role="timer">
      {t('reveal.secondsLeft', { count: seconds })}
    </Typography>
  );
}
