import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Connection,
  ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { dbaasTranslationRef } from '../../translation';
import { RevealAnnouncer } from './RevealAnnouncer';
import { RevealForm } from './RevealForm';
import { RevealedValues } from './RevealedValues';
import { useReveal } from './use-reveal';

const TITLE_ID = 'dbaas-reveal-title';

const useStyles = makeStyles(
  theme => ({ content: { display: 'grid', gap: theme.spacing(2) } }),
  { name: 'DbaasRevealDialog' },
);

/** Asks for the reason, then shows the values for a while. Mounted only while it is open. */
export function RevealDialog(props: {
  service: ServiceRef;
  connection: Connection;
  onClose: () => void;
}) {
  const { service, connection, onClose } = props;
  const { cluster, namespace, secretName } = connection;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const { state, reveal } = useReveal(service, connection);
  return (
    <Dialog
      open
      onClose={onClose}
      fullWidth
      maxWidth="sm"
      aria-labelledby={TITLE_ID}
    >
      <DialogTitle id={TITLE_ID}>
        {t('reveal.title', { secret: secretName })}
      </DialogTitle>
      <DialogContent className={classes.content}>
        <Typography variant="body2" color="textSecondary">
          {t('reveal.where', { secret: secretName, namespace, cluster })}
        </Typography>
        <RevealAnnouncer state={state} />
        {state.kind === 'shown' ? (
          <RevealedValues
            credential={state.credential}
            hidesAt={state.hidesAt}
          />
        ) : (
          <RevealForm state={state} onReveal={reveal} onCancel={onClose} />
        )}
      </DialogContent>
      {state.kind === 'shown' && (
        <DialogActions>
          <Button onClick={onClose}>{t('reveal.close')}</Button>
        </DialogActions>
      )}
    </Dialog>
  );
}
