package main

import (
	apps "k8s.io/api/apps/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	batch "k8s.io/api/batch/v1"
	coordination "k8s.io/api/coordination/v1"
	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	rbac "k8s.io/api/rbac/v1"
	scheduling "k8s.io/api/scheduling/v1"
	storage "k8s.io/api/storage/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes/scheme"
)

// subject is a kind with a small object that every client writes, reads and deletes.
type subject struct {
	resource schema.GroupVersionResource
	object   runtime.Object
	// clusterWide kinds have no namespace.
	clusterWide bool
}

func (each subject) kind() schema.GroupVersionKind {
	kinds, _, err := scheme.Scheme.ObjectKinds(each.object)
	if err != nil {
		panic(err)
	}
	return kinds[0]
}

func at(group, version, plural string) schema.GroupVersionResource {
	return schema.GroupVersionResource{Group: group, Version: version, Resource: plural}
}

var (
	labels   = map[string]string{"app": "clients"}
	selector = &meta.LabelSelector{MatchLabels: labels}
	pod      = core.PodSpec{Containers: []core.Container{{Name: "c", Image: "registry.test/app:1"}}}
	template = core.PodTemplateSpec{ObjectMeta: meta.ObjectMeta{Labels: labels}, Spec: pod}
	jobSpec  = batch.JobSpec{Template: core.PodTemplateSpec{Spec: neverRestarted(pod)}}
	replicas = int32(0)
)

func neverRestarted(spec core.PodSpec) core.PodSpec {
	spec.RestartPolicy = core.RestartPolicyNever
	return spec
}

// subjects are the kinds of the table. Append one to test it through all clients.
var subjects = []subject{
	{at("", "v1", "configmaps"), &core.ConfigMap{Data: map[string]string{"a": "b"}}, false},
	{at("", "v1", "secrets"), &core.Secret{Data: map[string][]byte{"a": {0, 255}}}, false},
	{at("", "v1", "services"), &core.Service{Spec: core.ServiceSpec{Selector: labels, Ports: []core.ServicePort{{Port: 80}}}}, false},
	{at("", "v1", "serviceaccounts"), &core.ServiceAccount{}, false},
	{at("", "v1", "endpoints"), &core.Endpoints{}, false},
	{at("", "v1", "resourcequotas"), &core.ResourceQuota{}, false},
	{at("", "v1", "limitranges"), &core.LimitRange{}, false},
	{at("", "v1", "podtemplates"), &core.PodTemplate{Template: template}, false},
	{at("", "v1", "replicationcontrollers"), &core.ReplicationController{Spec: core.ReplicationControllerSpec{Replicas: &replicas, Selector: labels, Template: &template}}, false},
	{at("apps", "v1", "deployments"), &apps.Deployment{Spec: apps.DeploymentSpec{Replicas: &replicas, Selector: selector, Template: template}}, false},
	{at("apps", "v1", "replicasets"), &apps.ReplicaSet{Spec: apps.ReplicaSetSpec{Replicas: &replicas, Selector: selector, Template: template}}, false},
	{at("apps", "v1", "statefulsets"), &apps.StatefulSet{Spec: apps.StatefulSetSpec{Replicas: &replicas, Selector: selector, Template: template}}, false},
	{at("apps", "v1", "daemonsets"), &apps.DaemonSet{Spec: apps.DaemonSetSpec{Selector: selector, Template: template}}, false},
	{at("apps", "v1", "controllerrevisions"), &apps.ControllerRevision{Revision: 1, Data: runtime.RawExtension{Raw: []byte(`{"a":1}`)}}, false},
	{at("batch", "v1", "cronjobs"), &batch.CronJob{Spec: batch.CronJobSpec{Schedule: "0 0 1 1 *", JobTemplate: batch.JobTemplateSpec{Spec: jobSpec}}}, false},
	{at("autoscaling", "v2", "horizontalpodautoscalers"), &autoscaling.HorizontalPodAutoscaler{Spec: autoscaling.HorizontalPodAutoscalerSpec{MaxReplicas: 3, ScaleTargetRef: autoscaling.CrossVersionObjectReference{APIVersion: "apps/v1", Kind: "Deployment", Name: "none"}}}, false},
	{at("coordination.k8s.io", "v1", "leases"), &coordination.Lease{}, false},
	{at("discovery.k8s.io", "v1", "endpointslices"), &discovery.EndpointSlice{AddressType: discovery.AddressTypeIPv4}, false},
	{at("networking.k8s.io", "v1", "ingresses"), &networking.Ingress{Spec: networking.IngressSpec{DefaultBackend: &networking.IngressBackend{Service: &networking.IngressServiceBackend{Name: "s", Port: networking.ServiceBackendPort{Number: 80}}}}}, false},
	{at("networking.k8s.io", "v1", "networkpolicies"), &networking.NetworkPolicy{}, false},
	{at("policy", "v1", "poddisruptionbudgets"), &policy.PodDisruptionBudget{Spec: policy.PodDisruptionBudgetSpec{MinAvailable: &intstr.IntOrString{IntVal: 1}, Selector: selector}}, false},
	{at("rbac.authorization.k8s.io", "v1", "roles"), &rbac.Role{}, false},
	{at("rbac.authorization.k8s.io", "v1", "rolebindings"), &rbac.RoleBinding{RoleRef: rbac.RoleRef{APIGroup: "rbac.authorization.k8s.io", Kind: "ClusterRole", Name: "view"}}, false},
	{at("rbac.authorization.k8s.io", "v1", "clusterroles"), &rbac.ClusterRole{}, true},
	{at("scheduling.k8s.io", "v1", "priorityclasses"), &scheduling.PriorityClass{Value: 1}, true},
	{at("storage.k8s.io", "v1", "storageclasses"), &storage.StorageClass{Provisioner: "clients.test/none"}, true},
}
