package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"sync"

	certificates "k8s.io/api/certificates/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// limitRows use the kinds that limit namespaces, and certificates of clients.
var limitRows = []row{
	{"LimitRange", withPolicyNamespace("clients-limits", useLimitRange)},
	{"ResourceQuota", withPolicyNamespace("clients-quota", useQuota)},
	{"CertificateSigningRequest", useSigningRequest},
	{"flow control", func(ctx context.Context, config *rest.Config) error {
		client, err := kubernetes.NewForConfig(config)
		if err != nil {
			return err
		}
		flows, err := client.FlowcontrolV1().FlowSchemas().List(ctx, meta.ListOptions{})
		if err != nil {
			return step("list FlowSchemas", err)
		}
		levels, err := client.FlowcontrolV1().PriorityLevelConfigurations().List(ctx, meta.ListOptions{})
		if err != nil {
			return step("list PriorityLevelConfigurations", err)
		}
		return mismatch("the number of bootstrap objects", fmt.Sprint(len(flows.Items), len(levels.Items)), "11 8")
	}},
	{"APIServices", func(ctx context.Context, config *rest.Config) error {
		each := subject{at("apiregistration.k8s.io", "v1", "apiservices"), nil, true}
		client, err := dynamicClient(config, each)
		if err != nil {
			return err
		}
		// A controller creates them while the server starts.
		err = until(ctx, "an APIService for each group version", func() (bool, error) {
			list, err := client.List(ctx, meta.ListOptions{})
			if err != nil {
				return false, err
			}
			names := map[string]bool{}
			for _, item := range list.Items {
				names[item.GetName()] = true
			}
			for _, subject := range subjects {
				if !names[subject.resource.Version+"."+subject.resource.Group] {
					return false, nil
				}
			}
			return true, nil
		})
		if err != nil {
			return err
		}
		_, err = client.Get(ctx, "v1.", meta.GetOptions{})
		return step("get", err)
	}},
}

func limitedPod(name string) *core.Pod {
	return &core.Pod{ObjectMeta: meta.ObjectMeta{Name: name}, Spec: *pod.DeepCopy()}
}

func quantities(cpu string) core.ResourceList {
	return core.ResourceList{core.ResourceCPU: resource.MustParse(cpu)}
}

func useLimitRange(ctx context.Context, client kubernetes.Interface, namespace string) error {
	limits := &core.LimitRange{ObjectMeta: meta.ObjectMeta{Name: "limits"}, Spec: core.LimitRangeSpec{Limits: []core.LimitRangeItem{{
		Type: core.LimitTypeContainer, Default: quantities("200m"), DefaultRequest: quantities("100m"), Max: quantities("500m"),
	}}}}
	pods := client.CoreV1().Pods(namespace)
	return steps(
		func() error {
			_, err := client.CoreV1().LimitRanges(namespace).Create(ctx, limits, meta.CreateOptions{})
			return step("create", err)
		},
		func() error {
			return until(ctx, "defaults of a pod", func() (bool, error) {
				created, err := pods.Create(ctx, limitedPod("defaulted"), meta.CreateOptions{DryRun: []string{meta.DryRunAll}})
				if errors.IsForbidden(err) || (err == nil && len(created.Spec.Containers[0].Resources.Limits) == 0) {
					return false, nil
				}
				if err != nil {
					return false, err
				}
				resources := created.Spec.Containers[0].Resources
				return true, mismatch("the resources", resources.Requests.Cpu().String()+" "+resources.Limits.Cpu().String(), "100m 200m")
			})
		},
		func() error {
			large := limitedPod("large")
			large.Spec.Containers[0].Resources.Limits = quantities("2")
			_, err := pods.Create(ctx, large, meta.CreateOptions{})
			return mismatch("the answer", fmt.Sprint(err),
				`pods "large" is forbidden: maximum cpu usage per Container is 500m, but limit is 2`)
		},
	)
}

// useQuota creates objects concurrently: as many succeed as the quota allows.
func useQuota(ctx context.Context, client kubernetes.Interface, namespace string) error {
	const allowed, attempts = 3, 12
	name := core.ResourceName("count/configmaps")
	quotas := client.CoreV1().ResourceQuotas(namespace)
	maps := client.CoreV1().ConfigMaps(namespace)
	// The namespace gets a ConfigMap with the root certificates from a controller. Wait for it, because it counts.
	err := until(ctx, "ConfigMap of the root certificates", func() (bool, error) {
		_, err := maps.Get(ctx, "kube-root-ca.crt", meta.GetOptions{})
		return err == nil, nil
	})
	if err != nil {
		return err
	}
	quota := &core.ResourceQuota{ObjectMeta: meta.ObjectMeta{Name: "quota"}, Spec: core.ResourceQuotaSpec{
		Hard: core.ResourceList{name: *resource.NewQuantity(allowed+1, resource.DecimalSI)},
	}}
	if _, err := quotas.Create(ctx, quota, meta.CreateOptions{}); err != nil {
		return step("create", err)
	}
	err = until(ctx, "status of the quota", func() (bool, error) {
		read, err := quotas.Get(ctx, "quota", meta.GetOptions{})
		return err == nil && !read.Status.Used.Name(name, resource.DecimalSI).IsZero(), err
	})
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	answers := make(chan error, attempts)
	for index := range attempts {
		all.Go(func() {
			object := &core.ConfigMap{ObjectMeta: meta.ObjectMeta{Name: fmt.Sprint("counted-", index)}}
			_, err := maps.Create(ctx, object, meta.CreateOptions{})
			answers <- err
		})
	}
	all.Wait()
	close(answers)
	created := 0
	for err := range answers {
		if err == nil {
			created++
		} else if !errors.IsForbidden(err) {
			return step("create", err)
		}
	}
	if err := mismatch("the number of created objects", created, allowed); err != nil {
		return err
	}
	return until(ctx, "usage in the status", func() (bool, error) {
		read, err := quotas.Get(ctx, "quota", meta.GetOptions{})
		return err == nil && read.Status.Used.Name(name, resource.DecimalSI).Value() == allowed+1, err
	})
}

func useSigningRequest(ctx context.Context, config *rest.Config) error {
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	subject := pkix.Name{CommonName: "clients-user", Organization: []string{"clients"}}
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: subject}, key)
	if err != nil {
		return err
	}
	requests := client.CertificatesV1().CertificateSigningRequests()
	request := &certificates.CertificateSigningRequest{
		ObjectMeta: meta.ObjectMeta{Name: "clients-user"},
		Spec: certificates.CertificateSigningRequestSpec{
			Request:    pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der}),
			SignerName: certificates.KubeAPIServerClientSignerName,
			Usages:     []certificates.KeyUsage{certificates.UsageClientAuth, certificates.UsageDigitalSignature},
		},
	}
	created, err := requests.Create(ctx, request, meta.CreateOptions{})
	if err != nil {
		return step("create", err)
	}
	created.Status.Conditions = append(created.Status.Conditions, certificates.CertificateSigningRequestCondition{
		Type: certificates.CertificateApproved, Status: core.ConditionTrue, Reason: "Test", Message: "approved by a test",
	})
	approved, err := requests.UpdateApproval(ctx, request.Name, created, meta.UpdateOptions{})
	if err != nil {
		return step("approve", err)
	}
	approval := approved.Status.Conditions[0]
	if err := mismatch("whether the approval has times", approval.LastTransitionTime.IsZero() || approval.LastUpdateTime.IsZero(), false); err != nil {
		return err
	}
	if err := mismatch("the requester", approved.Spec.Username != "", true); err != nil {
		return err
	}
	request.Name, request.Spec.Request = "not-pem", []byte("text")
	_, err = requests.Create(ctx, request, meta.CreateOptions{})
	if err := mismatch("whether a request that is not PEM is refused", errors.IsInvalid(err), true); err != nil {
		return err
	}
	return step("delete", requests.Delete(ctx, "clients-user", meta.DeleteOptions{}))
}
