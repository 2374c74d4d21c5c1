#!/bin/sh
# Installs Argo CD on an empty cluster and hands it the environment: from then on git says what runs, Argo CD itself included.
#
#   sh scripts/bootstrap.sh <environment> [--context NAME] [--dry-run] [--reinstall]
#
# --context NAME  the kubectl context to use. Default: the current one.
# --dry-run       render, and print what would be applied; nothing is sent to the cluster.
# --reinstall     apply Argo CD again although it manages itself, for when it is too broken to repair itself.
#
# Safe to run again: what is there is applied server-side under the field manager that Argo CD uses, and an Argo CD that manages itself
# is left alone. No Secret is read or written here; Argo CD makes its own passwords. Needs kubectl, and helm where it installs Argo CD.
# Exit codes: 0 done, 1 a step failed, 2 a mistake in the arguments or something that is missing.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
timeout=${MATRIX_GITOPS_TIMEOUT:-10m}
temporary=
cleanup() { [ -z "$temporary" ] || rm -rf -- "$temporary"; }
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

say() { printf '%s\n' "$*"; }
refuse() {
  printf 'bootstrap: %s\n' "$*" >&2
  exit 2
}
usage() { refuse "$1; usage: scripts/bootstrap.sh <environment> [--context NAME] [--dry-run] [--reinstall]"; }

environment='' context='' dry_run='' reinstall=''
while [ $# -gt 0 ]; do
  case $1 in
    --context)
      [ $# -gt 1 ] || usage '--context needs a name'
      context=$2
      shift
      ;;
    --dry-run) dry_run=yes ;;
    --reinstall) reinstall=yes ;;
    -*) usage "unknown option $1" ;;
    *)
      [ -z "$environment" ] || usage "one environment at a time, not $environment and $1"
      environment=$1
      ;;
  esac
  shift
done
[ -n "$environment" ] || usage 'which environment'
case $environment in *[!a-z0-9-]*) usage "not a name of an environment: $environment" ;; esac

apps=$root/apps/$environment
overlays=$root/overlays/$environment
chart=$apps/bootstrap/chart.properties
[ -f "$apps/root.yaml" ] || refuse "apps/$environment/root.yaml is not there: run npm run generate"
command -v kubectl >/dev/null 2>&1 || refuse 'kubectl is not on PATH: https://kubernetes.io/docs/tasks/tools/'
[ ! -f "$chart" ] || command -v helm >/dev/null 2>&1 || refuse 'helm is not on PATH: https://helm.sh/docs/intro/install/'

# A fact of the generated chart.properties: the text behind NAME=.
fact() { sed -n "s/^$1=//p" "$chart"; }

cluster() { kubectl ${context:+--context "$context"} "$@"; }

# Changes the cluster, or says how it would.
change() {
  if [ -n "$dry_run" ]; then
    say "  would run: kubectl ${context:+--context $context }$*"
  else
    cluster "$@"
  fi
}

# Server-side under Argo CD's own field manager: what Argo CD later no longer renders, it can then also remove.
apply() { change apply --server-side --force-conflicts --field-manager=argocd-controller "$@"; }

step() { say "== $*"; }

step "Cluster: $(if [ -n "$context" ]; then say "$context"; else kubectl config current-context; fi)"
if [ -z "$dry_run" ]; then
  cluster version >/dev/null || {
    say 'bootstrap: the cluster does not answer' >&2
    exit 1
  }
fi

install_argocd() {
  namespace=$(fact namespace)
  release=$(fact release_name)
  repository=$(fact chart_repository)
  temporary=$(mktemp -d)
  step "Argo CD $(fact chart_version): rendering the chart"
  case $repository in
    https://*) set -- "$(fact chart_name)" --repo "$repository" ;;
    *) set -- "oci://$repository/$(fact chart_name)" ;;
  esac
  helm template "$release" "$@" --version "$(fact chart_version)" --namespace "$namespace" \
    --kube-version "$(fact kubernetes_version)" --include-crds --skip-tests \
    --values "$apps/bootstrap/values.yaml" >"$temporary/argocd.yaml"

  step 'Namespaces and priority classes'
  apply -k "$overlays/namespaces"
  apply -k "$overlays/priority-classes"

  step "Argo CD in namespace $namespace"
  # A Job cannot be changed; Argo CD, too, deletes this one before it runs it again.
  change --namespace "$namespace" delete job --ignore-not-found \
    --selector app.kubernetes.io/name=argocd-redis-secret-init
  apply -f "$temporary/argocd.yaml"
  apply -k "$overlays/argo-cd"

  step "Waiting until Argo CD runs, at most $timeout"
  change wait --for=condition=Established "--timeout=$timeout" \
    crd/applications.argoproj.io crd/appprojects.argoproj.io
  change --namespace "$namespace" wait --for=condition=Available "--timeout=$timeout" deployment --all
  change --namespace "$namespace" rollout status "--timeout=$timeout" statefulset/argocd-application-controller
}

manages_itself() {
  [ -z "$dry_run" ] || return 1
  cluster --namespace "$(fact namespace)" get application.argoproj.io "$environment-argo-cd" >/dev/null 2>&1
}

if [ ! -f "$chart" ]; then
  step 'The Argo CD that runs already: health checks'
  change apply --server-side --field-manager=matrix-gitops -f "$apps/argocd-cm.yaml"
elif [ -z "$reinstall" ] && manages_itself; then
  step 'Argo CD manages itself: left as it is (--reinstall applies it again)'
else
  install_argocd
fi

step "Root Application of $environment"
change apply --server-side --force-conflicts --field-manager=matrix-gitops -f "$apps/root.yaml"

if [ -n "$dry_run" ]; then
  say 'Nothing was changed.'
else
  say "Done. Argo CD now brings up $environment, wave by wave:"
  say "  kubectl ${context:+--context $context }get applications.argoproj.io -A --sort-by=.metadata.name"
fi
