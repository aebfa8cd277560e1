import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  databaseCredentialRevealPermission,
  type Connection,
  type ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import { usePermission } from '@backstage/plugin-permission-react';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import VisibilityIcon from '@material-ui/icons/VisibilityOutlined';
import { useState } from 'react';
import { serviceId } from '../../presentation/service-id';
import { dbaasTranslationRef } from '../../translation';
import { RevealDialog } from './RevealDialog';

interface RevealButtonProps {
  service: ServiceRef;
  connection: Connection;
}

/** Opens the dialog; says why not to those who may not. */
export function RevealButton(props: RevealButtonProps) {
  const { secretName } = props.connection;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const [open, setOpen] = useState(false);
  const obstacle = useObstacle(props);
  const descriptionId = `dbaas-reveal-${props.connection.cluster}-${props.connection.namespace}-${secretName}`;
  return (
    <>
      <Button
        size="small"
        variant="outlined"
        startIcon={<VisibilityIcon />}
        disabled={obstacle !== undefined}
        aria-label={t('reveal.openOf', { secret: secretName })}
        aria-describedby={obstacle === undefined ? undefined : descriptionId}
        onClick={() => setOpen(true)}
      >
        {t('reveal.open')}
      </Button>
      {obstacle !== undefined && (
        <Typography
          id={descriptionId}
          variant="caption"
          color="textSecondary"
          component="span"
        >
          {obstacle}
        </Typography>
      )}
      {open && <RevealDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Why nothing can be revealed now, if so. The backend decides again on every request. */
function useObstacle({
  service,
  connection,
}: RevealButtonProps): string | undefined {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const { allowed, loading, error } = usePermission({
    permission: databaseCredentialRevealPermission,
    resourceRef: serviceId(service),
  });
  if (!connection.delivered) return t('reveal.notDelivered');
  if (loading) return t('reveal.checking');
  if (error) return t('reveal.notChecked', { reason: error.message });
  return allowed
    ? undefined
    : t('reveal.notAllowed', {
        permission: databaseCredentialRevealPermission.name,
      });
}
