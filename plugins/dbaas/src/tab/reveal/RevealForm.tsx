import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  DbaasRequestError,
  SHORTEST_REVEAL_REASON,
} from '@backstage-dbaas/plugin-dbaas-common';
import Button from '@material-ui/core/Button';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Alert from '@material-ui/lab/Alert';
import AlertTitle from '@material-ui/lab/AlertTitle';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { dbaasTranslationRef } from '../../translation';
import type { RevealState } from './use-reveal';

/** As long as the backend takes. */
const LONGEST_REASON = 500;

const useStyles = makeStyles(
  theme => ({
    form: { display: 'grid', gap: theme.spacing(2) },
    actions: {
      display: 'flex',
      justifyContent: 'flex-end',
      gap: theme.spacing(1),
    },
  }),
  { name: 'DbaasRevealForm' },
);

/** Asks why somebody wants to see the values, and says that the answer is recorded. */
export function RevealForm(props: {
  state: Exclude<RevealState, { kind: 'shown' }>;
  onReveal: (reason: string) => void;
  onCancel: () => void;
}) {
  const { state, onReveal, onCancel } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const [reason, setReason] = useState('');
  const input = useRef<HTMLTextAreaElement>(null);
  // What had the focus before, a button of the page or of the values, is out of reach.
  useEffect(() => input.current?.focus(), []);
  const given = reason.trim();
  const complete = given.length >= SHORTEST_REVEAL_REASON;
  const reading = state.kind === 'reading';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete && !reading) onReveal(given);
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      {state.kind === 'hidden' && (
        <Alert severity="info" role="presentation">
          <AlertTitle>{t('reveal.hidden')}</AlertTitle>
          {t('reveal.hiddenHint')}
        </Alert>
      )}
      {state.kind === 'refused' && <Refusal error={state.error} />}
      <Typography variant="body2">{t('reveal.audited')}</Typography>
      <TextField
        id="dbaas-reveal-reason"
        label={t('reveal.reason')}
        helperText={t('reveal.reasonHint', { count: SHORTEST_REVEAL_REASON })}
        variant="outlined"
        inputRef={input}
        required
        multiline
        maxRows={4}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
        inputProps={{ maxLength: LONGEST_REASON }}
      />
      <div className={classes.actions}>
        <Button onClick={onCancel}>{t('reveal.cancel')}</Button>
        <Button
          type="submit"
          variant="contained"
          color="primary"
          // Not while reading: a button that is disabled takes the keyboard with it.
          disabled={!complete}
          aria-busy={reading}
        >
          {t(reading ? 'reveal.busy' : 'reveal.submit')}
        </Button>
      </div>
    </form>
  );
}

/** The reason is the backend's: it knows whose right is missing, and which Secret it was. */
function Refusal({ error }: { error: Error }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const status = error instanceof DbaasRequestError ? error.status : undefined;
  const title = () => {
    switch (status) {
      case 403:
        return t('reveal.refusedForbidden');
      case 404:
        return t('reveal.refusedMissing');
      case 429:
        return t('reveal.refusedTooMany');
      default:
        return t('reveal.refused');
    }
  };
  return (
    <Alert severity="error">
      <AlertTitle>{title()}</AlertTitle>
      {error.message}
    </Alert>
  );
}
