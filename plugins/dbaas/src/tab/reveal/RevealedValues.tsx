import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { RevealedCredential } from '@backstage-dbaas/plugin-dbaas-common';
import IconButton from '@material-ui/core/IconButton';
import Typography from '@material-ui/core/Typography';
import VisibilityIcon from '@material-ui/icons/Visibility';
import VisibilityOffIcon from '@material-ui/icons/VisibilityOff';
import { useEffect, useRef, useState } from 'react';
import { CopyButton } from '../../components/CopyButton';
import { FactList } from '../../components/FactList';
import { useHiddenStyles } from '../../components/use-hidden-styles';
import { dbaasTranslationRef } from '../../translation';
import { Countdown } from './Countdown';

/** Always as long, so that it tells nothing of the value. */
const MASK = '••••••••';

/** The values by key. Each is masked until it is asked for: until then it is not in the page. */
export function RevealedValues(props: {
  credential: RevealedCredential;
  hidesAt: number;
}) {
  const { credential, hidesAt } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const entries = Object.entries(credential.values);
  const root = useRef<HTMLDivElement>(null);
  // The button that led here is gone.
  useEffect(() => root.current?.focus(), []);
  return (
    <div
      ref={root}
      tabIndex={-1}
      role="group"
      aria-label={t('reveal.values', { secret: credential.secretName })}
    >
      <Countdown until={hidesAt} />
      {entries.length === 0 && (
        <Typography variant="body2">{t('reveal.none')}</Typography>
      )}
      <FactList
        facts={entries.map(([key, value]) => ({
          name: key,
          value: <MaskedValue name={key} value={value} />,
        }))}
      />
      <Typography variant="caption" color="textSecondary" component="p">
        {t('reveal.clipboard')}
      </Typography>
    </div>
  );
}

function MaskedValue(props: { name: string; value: string }) {
  const { name, value } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const hidden = useHiddenStyles();
  const [shown, setShown] = useState(false);
  return (
    <>
      {shown ? (
        <code>{value}</code>
      ) : (
        <>
          <code aria-hidden>{MASK}</code>
          <span className={hidden.hidden}>{t('reveal.masked')}</span>
        </>
      )}
      <IconButton
        size="small"
        aria-label={t('reveal.show', { key: name })}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
      >
        {shown ? (
          <VisibilityOffIcon fontSize="small" />
        ) : (
          <VisibilityIcon fontSize="small" />
        )}
      </IconButton>
      <CopyButton text={value} what={name} />
    </>
  );
}
