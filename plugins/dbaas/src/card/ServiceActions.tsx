import { LinkButton } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { DatabaseService } from '@backstage-dbaas/plugin-dbaas-common';
import { makeStyles } from '@material-ui/core/styles';
import { useTemplateLink } from '../components/use-template-link';
import { WithTabPath } from '../entity/WithTabPath';
import { serviceId } from '../presentation/service-id';
import { dbaasTranslationRef } from '../translation';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      marginTop: theme.spacing(1.5),
    },
  }),
  { name: 'DbaasServiceActions' },
);

/** Ways on from the card: how to connect, everything else, a change. */
export function ServiceActions(props: { service: DatabaseService }) {
  return (
    <WithTabPath>
      {path => <Actions service={props.service} tabPath={path} />}
    </WithTabPath>
  );
}

function Actions(props: { service: DatabaseService; tabPath?: string }) {
  const { tabPath } = props;
  const { ref, connections, exists } = props.service;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const changeLink = useTemplateLink('change', { ...ref });
  const { name } = ref;
  const tab =
    tabPath &&
    `${tabPath}?${new URLSearchParams({ database: serviceId(ref) })}`;
  if (!tab && !changeLink) return null;
  return (
    <div className={classes.root}>
      {tab && connections.length > 0 && (
        <LinkButton
          to={`${tab}#connect`}
          variant="contained"
          color="primary"
          size="small"
          aria-label={t('card.connectTo', { name })}
        >
          {t('card.connect')}
        </LinkButton>
      )}
      {tab && (
        <LinkButton
          to={tab}
          variant="outlined"
          size="small"
          aria-label={t('card.detailsOf', { name })}
        >
          {t('card.details')}
        </LinkButton>
      )}
      {changeLink && exists && (
        <LinkButton
          to={changeLink}
          variant="outlined"
          size="small"
          aria-label={t('card.changeOf', { name })}
        >
          {t('card.change')}
        </LinkButton>
      )}
    </div>
  );
}
