import { useTranslationRef } from '@backstage/frontend-plugin-api';
import IconButton from '@material-ui/core/IconButton';
import Tooltip from '@material-ui/core/Tooltip';
import CheckIcon from '@material-ui/icons/Check';
import CopyIcon from '@material-ui/icons/FileCopyOutlined';
import { useEffect, useState } from 'react';
import useCopyToClipboard from 'react-use/esm/useCopyToClipboard';
import { dbaasTranslationRef } from '../translation';
import { useHiddenStyles } from './use-hidden-styles';

const CONFIRMATION_MS = 3_000;

/** Copies a text, and says so to everybody. */
export function CopyButton(props: { text: string; what: string }) {
  const { text, what } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const hidden = useHiddenStyles();
  const [result, copy] = useCopyToClipboard();
  const [message, setMessage] = useState('');
  useEffect(() => {
    if (message === '') return undefined;
    const timer = setTimeout(() => setMessage(''), CONFIRMATION_MS);
    return () => clearTimeout(timer);
  }, [message]);
  useEffect(() => {
    if (result.error) setMessage(t('copy.failed', { what }));
    else if (result.value !== undefined) setMessage(t('copy.done', { what }));
  }, [result, t, what]);
  const label = t('copy.label', { what });
  return (
    <>
      <Tooltip title={message || label}>
        <IconButton size="small" aria-label={label} onClick={() => copy(text)}>
          {message && !result.error ? (
            <CheckIcon fontSize="small" />
          ) : (
            <CopyIcon fontSize="small" />
          )}
        </IconButton>
      </Tooltip>
      <span role="status" className={hidden.hidden}>
        {message}
      </span>
    </>
  );
}
