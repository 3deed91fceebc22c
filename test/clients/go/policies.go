package main

import (
	"context"
	"fmt"
	"time"

	admissionregistration "k8s.io/api/admissionregistration/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// policyRows use admission policies with bindings and parameters through client-go's typed clients.
var policyRows = []row{
	{"validating", withPolicyNamespace("clients-validating", useValidatingPolicy)},
	{"mutating", withPolicyNamespace("clients-mutating", useMutatingPolicy)},
	{"refused policies", func(ctx context.Context, config *rest.Config) error {
		client, err := kubernetes.NewForConfig(config)
		if err != nil {
			return err
		}
		policy := validatingPolicy("refused.clients.test", "object.absent.")
		_, err = client.AdmissionregistrationV1().ValidatingAdmissionPolicies().Create(ctx, policy, meta.CreateOptions{})
		if err := mismatch("whether CEL that cannot be parsed is refused", errors.IsInvalid(err), true); err != nil {
			return err
		}
		mutating := mutatingPolicy("refused.clients.test")
		mutating.Spec.Mutations[0].PatchType = "Unknown"
		_, err = client.AdmissionregistrationV1().MutatingAdmissionPolicies().Create(ctx, mutating, meta.CreateOptions{})
		return mismatch("whether an unknown patch type is refused", errors.IsInvalid(err), true)
	}},
}

// withPolicyNamespace runs a function with a namespace that has the label of its own name, which bindings select.
func withPolicyNamespace(
	name string, use func(ctx context.Context, client kubernetes.Interface, namespace string) error,
) func(context.Context, *rest.Config) error {
	return func(ctx context.Context, config *rest.Config) error {
		client, err := kubernetes.NewForConfig(config)
		if err != nil {
			return err
		}
		namespace := &core.Namespace{ObjectMeta: meta.ObjectMeta{Name: name}}
		if _, err := client.CoreV1().Namespaces().Create(ctx, namespace, meta.CreateOptions{}); err != nil {
			return step("create the namespace", err)
		}
		if err := use(ctx, client, name); err != nil {
			return err
		}
		return step("delete the namespace", client.CoreV1().Namespaces().Delete(ctx, name, meta.DeleteOptions{}))
	}
}

func inNamespace(name string) *admissionregistration.MatchResources {
	labels := map[string]string{"kubernetes.io/metadata.name": name}
	return &admissionregistration.MatchResources{NamespaceSelector: &meta.LabelSelector{MatchLabels: labels}}
}

func configMapRules() *admissionregistration.MatchResources {
	rule := admissionregistration.RuleWithOperations{
		Operations: []admissionregistration.OperationType{admissionregistration.Create, admissionregistration.Update},
		Rule:       admissionregistration.Rule{APIGroups: []string{""}, APIVersions: []string{"v1"}, Resources: []string{"configmaps"}},
	}
	return &admissionregistration.MatchResources{ResourceRules: []admissionregistration.NamedRuleWithOperations{{RuleWithOperations: rule}}}
}

func validatingPolicy(name, expression string) *admissionregistration.ValidatingAdmissionPolicy {
	return &admissionregistration.ValidatingAdmissionPolicy{
		ObjectMeta: meta.ObjectMeta{Name: name},
		Spec: admissionregistration.ValidatingAdmissionPolicySpec{
			ParamKind:        &admissionregistration.ParamKind{APIVersion: "v1", Kind: "ConfigMap"},
			MatchConstraints: configMapRules(),
			MatchConditions:  []admissionregistration.MatchCondition{{Name: "not-params", Expression: "object.metadata.name != 'params'"}},
			Variables:        []admissionregistration.Variable{{Name: "size", Expression: "has(object.data) ? size(object.data) : 0"}},
			Validations:      []admissionregistration.Validation{{Expression: expression, MessageExpression: "'too many keys: ' + string(variables.size)"}},
		},
	}
}

// until repeats an operation until it returns true, because servers learn of policies through a watch.
func until(ctx context.Context, what string, isDone func() (bool, error)) error {
	for {
		done, err := isDone()
		if err != nil || done {
			return step(what, err)
		}
		select {
		case <-ctx.Done():
			return step(what, ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func useValidatingPolicy(ctx context.Context, client kubernetes.Interface, namespace string) error {
	maps := client.CoreV1().ConfigMaps(namespace)
	params := &core.ConfigMap{ObjectMeta: meta.ObjectMeta{Name: "params"}, Data: map[string]string{"limit": "1"}}
	if _, err := maps.Create(ctx, params, meta.CreateOptions{}); err != nil {
		return step("create the parameters", err)
	}
	policies := client.AdmissionregistrationV1().ValidatingAdmissionPolicies()
	bindings := client.AdmissionregistrationV1().ValidatingAdmissionPolicyBindings()
	policy := validatingPolicy("keys.clients.test", "variables.size <= int(params.data.limit)")
	if _, err := policies.Create(ctx, policy, meta.CreateOptions{}); err != nil {
		return step("create the policy", err)
	}
	deny := admissionregistration.DenyAction
	binding := &admissionregistration.ValidatingAdmissionPolicyBinding{
		ObjectMeta: meta.ObjectMeta{Name: "keys.clients.test"},
		Spec: admissionregistration.ValidatingAdmissionPolicyBindingSpec{
			PolicyName:        policy.Name,
			MatchResources:    inNamespace(namespace),
			ParamRef:          &admissionregistration.ParamRef{Name: "params", Namespace: namespace, ParameterNotFoundAction: &deny},
			ValidationActions: []admissionregistration.ValidationAction{admissionregistration.Deny},
		},
	}
	if _, err := bindings.Create(ctx, binding, meta.CreateOptions{}); err != nil {
		return step("create the binding", err)
	}
	large := &core.ConfigMap{ObjectMeta: meta.ObjectMeta{Name: "large"}, Data: map[string]string{"a": "", "b": ""}}
	const want = `configmaps "large" is forbidden: ValidatingAdmissionPolicy 'keys.clients.test' with binding 'keys.clients.test' denied request: too many keys: 2`
	return steps(
		func() error {
			return until(ctx, "the policy denies", func() (bool, error) {
				_, err := maps.Create(ctx, large, meta.CreateOptions{DryRun: []string{meta.DryRunAll}})
				if err == nil || errors.IsAlreadyExists(err) {
					return false, nil
				}
				return true, mismatch("the answer", fmt.Sprint(err), want)
			})
		},
		func() error {
			small := &core.ConfigMap{ObjectMeta: meta.ObjectMeta{Name: "small"}, Data: map[string]string{"a": ""}}
			_, err := maps.Create(ctx, small, meta.CreateOptions{})
			return step("create what the policy allows", err)
		},
		func() error {
			return until(ctx, "the status of the policy", func() (bool, error) {
				read, err := policies.Get(ctx, policy.Name, meta.GetOptions{})
				return err == nil && read.Status.ObservedGeneration == read.Generation && read.Status.TypeChecking != nil, err
			})
		},
		func() error {
			return step("delete the binding", bindings.Delete(ctx, binding.Name, meta.DeleteOptions{}))
		},
		func() error {
			return step("delete the policy", policies.Delete(ctx, policy.Name, meta.DeleteOptions{}))
		},
		func() error {
			return until(ctx, "the policy is gone", func() (bool, error) {
				_, err := maps.Create(ctx, large, meta.CreateOptions{})
				return err == nil, nil
			})
		},
	)
}

func mutatingPolicy(name string) *admissionregistration.MutatingAdmissionPolicy {
	return &admissionregistration.MutatingAdmissionPolicy{
		ObjectMeta: meta.ObjectMeta{Name: name},
		Spec: admissionregistration.MutatingAdmissionPolicySpec{
			MatchConstraints:   configMapRules(),
			ReinvocationPolicy: admissionregistration.IfNeededReinvocationPolicy,
			Mutations: []admissionregistration.Mutation{
				{
					PatchType: admissionregistration.PatchTypeApplyConfiguration,
					ApplyConfiguration: &admissionregistration.ApplyConfiguration{
						Expression: `Object{metadata: Object.metadata{labels: {"applied": "yes"}}}`,
					},
				},
				{
					PatchType: admissionregistration.PatchTypeJSONPatch,
					JSONPatch: &admissionregistration.JSONPatch{
						Expression: `[JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("a/b"), value: "yes"}]`,
					},
				},
			},
		},
	}
}

func useMutatingPolicy(ctx context.Context, client kubernetes.Interface, namespace string) error {
	policies := client.AdmissionregistrationV1().MutatingAdmissionPolicies()
	bindings := client.AdmissionregistrationV1().MutatingAdmissionPolicyBindings()
	policy := mutatingPolicy("labels.clients.test")
	if _, err := policies.Create(ctx, policy, meta.CreateOptions{}); err != nil {
		return step("create the policy", err)
	}
	binding := &admissionregistration.MutatingAdmissionPolicyBinding{
		ObjectMeta: meta.ObjectMeta{Name: "labels.clients.test"},
		Spec:       admissionregistration.MutatingAdmissionPolicyBindingSpec{PolicyName: policy.Name, MatchResources: inNamespace(namespace)},
	}
	if _, err := bindings.Create(ctx, binding, meta.CreateOptions{}); err != nil {
		return step("create the binding", err)
	}
	return steps(
		func() error {
			return until(ctx, "the policy changes objects", func() (bool, error) {
				object := &core.ConfigMap{ObjectMeta: meta.ObjectMeta{GenerateName: "mutated-"}}
				created, err := client.CoreV1().ConfigMaps(namespace).Create(ctx, object, meta.CreateOptions{})
				if err != nil || created.Labels == nil {
					return false, err
				}
				return true, mismatch("the labels", fmt.Sprint(created.Labels), "map[a/b:yes applied:yes]")
			})
		},
		func() error {
			return step("delete the binding", bindings.Delete(ctx, binding.Name, meta.DeleteOptions{}))
		},
		func() error {
			return step("delete the policy", policies.Delete(ctx, policy.Name, meta.DeleteOptions{}))
		},
	)
}
