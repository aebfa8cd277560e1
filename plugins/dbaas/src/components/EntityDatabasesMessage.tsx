import { RELATION_OWNED_BY } from '@backstage/catalog-model';
import { LinkButton } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  DATABASE_ANNOTATION,
  serializeManifest,
} from '@backstage-dbaas/plugin-dbaas-common';
import {
  EntityRefLinks,
  getEntityRelations,
  useEntity,
} from '@backstage/plugin-catalog-react';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import CloudOffIcon from '@material-ui/icons/CloudOff';
import LockIcon from '@material-ui/icons/Lock';
import LinkOffIcon from '@material-ui/icons/LinkOff';
import ReportProblemIcon from '@material-ui/icons/ReportProblem';
import type { ReactNode } from 'react';
import type { EntityDatabasesView } from '../entity/entity-databases-view';
import { dbaasTranslationRef } from '../translation';
import { CodeBlock } from './CodeBlock';
import { newDatabaseFormData, useTemplateLink } from './use-template-link';

const useStyles = makeStyles(
  theme => ({
    root: { display: 'grid', gap: theme.spacing(1.5), justifyItems: 'start' },
    title: {
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(1),
    },
    icon: { color: theme.palette.text.secondary },
    code: { width: '100%' },
  }),
  { name: 'DbaasMessage' },
);

function Message(props: {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
}) {
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <Typography variant="subtitle1" className={classes.title} component="div">
        {props.icon}
        <span>{props.title}</span>
      </Typography>
      {props.children}
    </div>
  );
}

type MessageView = Exclude<
  EntityDatabasesView,
  { kind: 'services' } | { kind: 'loading' }
>;

/** What to say when there is no database service to show. */
export function EntityDatabasesMessage(props: {
  view: MessageView;
  onRetry: () => void;
}) {
  const { view, onRetry } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const { icon } = useStyles();
  switch (view.kind) {
    case 'forbidden':
      return <Forbidden />;
    case 'notLinked':
      return <NotLinked />;
    case 'misconfigured':
      return (
        <Message
          icon={<ReportProblemIcon className={icon} />}
          title={t('empty.misconfiguredTitle')}
        >
          <Typography>
            {view.message ?? t('empty.misconfiguredUnknown')}
          </Typography>
        </Message>
      );
    default:
      return (
        <Message
          icon={<CloudOffIcon className={icon} />}
          title={t('empty.errorTitle')}
        >
          <Typography>{t('empty.errorHint')}</Typography>
          <Typography variant="body2" color="textSecondary">
            {view.error.message}
          </Typography>
          <Button variant="outlined" onClick={onRetry}>
            {t('empty.retry')}
          </Button>
        </Message>
      );
  }
}

function Forbidden() {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const { icon } = useStyles();
  const { entity } = useEntity();
  const owners = getEntityRelations(entity, RELATION_OWNED_BY);
  return (
    <Message
      icon={<LockIcon className={icon} />}
      title={t('empty.forbiddenTitle')}
    >
      <Typography>
        {owners.length === 0
          ? t('empty.forbiddenNoOwner')
          : t('empty.forbiddenOwner', {
              owner: <EntityRefLinks entityRefs={owners} defaultKind="group" />,
            })}
      </Typography>
    </Message>
  );
}

function NotLinked() {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const { icon, code } = useStyles();
  const { entity } = useEntity();
  const createLink = useTemplateLink('create', newDatabaseFormData(entity));
  const { name } = entity.metadata;
  const annotations = { [DATABASE_ANNOTATION]: `<namespace>/${name}-db` };
  return (
    <Message
      icon={<LinkOffIcon className={icon} />}
      title={t('empty.notLinkedTitle')}
    >
      <Typography>{t('empty.notLinkedDescription')}</Typography>
      <div className={code}>
        <CodeBlock
          language="yaml"
          text={serializeManifest({ metadata: { annotations } })}
          what={t('empty.notLinkedYaml')}
        />
      </div>
      {createLink && (
        <LinkButton to={createLink} variant="contained" color="primary">
          {t('empty.create')}
        </LinkButton>
      )}
    </Message>
  );
}
