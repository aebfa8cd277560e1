import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  DatabaseService,
  ResourceNode,
} from '@backstage-dbaas/plugin-dbaas-common';
import TableCell from '@material-ui/core/TableCell';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { Fragment } from 'react';
import { DataRow, DataTable } from '../components/DataTable';
import { StateLabel } from '../components/StateLabel';
import { Time } from '../components/Time';
import { resourceGroups } from '../presentation/resource-tree';
import { dbaasTranslationRef } from '../translation';
import { Section } from './Section';

const useStyles = makeStyles(
  theme => ({
    group: { backgroundColor: theme.palette.background.default },
    // A class per depth: deeper than this is not worth more indentation.
    depth0: {},
    depth1: { paddingLeft: theme.spacing(2) },
    depth2: { paddingLeft: theme.spacing(4) },
    depth3: { paddingLeft: theme.spacing(6) },
  }),
  { name: 'DbaasResources' },
);

/** Every object in the clusters that belongs to the service, by layer. */
export function ResourcesSection(props: { service: DatabaseService }) {
  const { resources, ref } = props.service;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const columns = (
    ['resource', 'cluster', 'state', 'reason', 'since'] as const
  ).map(id => ({ id, title: t(`built.${id}`) }));
  return (
    <Section id="how-it-is-built" title={t('tab.built')}>
      {resources.length === 0 ? (
        <Typography>{t('built.none')}</Typography>
      ) : (
        <DataTable
          caption={t('built.caption', { name: ref.name })}
          columns={columns}
        >
          {resourceGroups(resources).map(({ layer, rows }) => (
            <Fragment key={layer}>
              <TableRow className={classes.group}>
                <TableCell component="th" scope="rowgroup" colSpan={5}>
                  <Typography variant="subtitle2" component="span">
                    {t(`layer.${layer}`)}
                  </Typography>
                </TableCell>
              </TableRow>
              {rows.map(({ node, depth }) => (
                <DataRow
                  key={resourceKey(node)}
                  columns={columns}
                  cells={{
                    resource: <ResourceName node={node} depth={depth} />,
                    cluster: node.ref.cluster,
                    state: <StateLabel state={node.state} />,
                    reason: <Reason node={node} />,
                    since: node.since && <Time at={node.since} as="ago" />,
                  }}
                />
              ))}
            </Fragment>
          ))}
        </DataTable>
      )}
    </Section>
  );
}

function resourceKey({ ref }: ResourceNode): string {
  const { cluster, apiVersion, kind, namespace, name } = ref;
  return [cluster, apiVersion, kind, namespace, name].join('/');
}

function ResourceName(props: { node: ResourceNode; depth: number }) {
  const { kind, namespace, name } = props.node.ref;
  const classes = useStyles();
  const indent = [classes.depth0, classes.depth1, classes.depth2][props.depth];
  return (
    <div className={indent ?? classes.depth3}>
      {kind}
      <Typography variant="caption" color="textSecondary" component="div">
        {[namespace, name].filter(Boolean).join('/')}
      </Typography>
    </div>
  );
}

function Reason({ node }: { node: ResourceNode }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const { sentence, reason, observedByController } = node;
  const notes = [reason, observedByController && t('built.observed')].filter(
    Boolean,
  );
  return (
    <>
      {sentence}
      <Typography variant="caption" color="textSecondary" component="div">
        {notes.join(' · ')}
      </Typography>
    </>
  );
}
