import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { DatabaseService } from '@backstage-dbaas/plugin-dbaas-common';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import { useSearchParams } from 'react-router-dom';
import { serviceId } from '../presentation/service-id';
import { dbaasTranslationRef } from '../translation';

const PARAMETER = 'database';

/** The database service that the address names, or the one that is worst off. */
export function useChosenService(
  services: readonly DatabaseService[],
): DatabaseService | undefined {
  const [parameters] = useSearchParams();
  const wanted = parameters.get(PARAMETER);
  return services.find(({ ref }) => serviceId(ref) === wanted) ?? services[0];
}

/** The name of the database service, to choose from when there are several. */
export function ServiceSwitch(props: {
  services: readonly DatabaseService[];
  chosen: DatabaseService;
}) {
  const { services, chosen } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const [, setParameters] = useSearchParams();
  if (services.length === 1) {
    return (
      <Typography variant="h5" component="p">
        {chosen.ref.name}
      </Typography>
    );
  }
  return (
    <TextField
      select
      id="dbaas-service-switch"
      variant="outlined"
      size="small"
      label={t('tab.choose')}
      value={serviceId(chosen.ref)}
      onChange={({ target }) =>
        setParameters(current => {
          const next = new URLSearchParams(current);
          next.set(PARAMETER, target.value);
          return next;
        })
      }
    >
      {services.map(({ ref, assessment }) => (
        <MenuItem key={serviceId(ref)} value={serviceId(ref)}>
          {ref.name} · {t(`state.${assessment.state}`)}
        </MenuItem>
      ))}
    </TextField>
  );
}
