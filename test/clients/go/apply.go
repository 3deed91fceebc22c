package main

import (
	"context"
	"fmt"

	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	appsv1 "k8s.io/client-go/applyconfigurations/apps/v1"
	corev1 "k8s.io/client-go/applyconfigurations/core/v1"
	metav1 "k8s.io/client-go/applyconfigurations/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/util/retry"
)

func deployment(replicas int32, image string) *appsv1.DeploymentApplyConfiguration {
	container := corev1.Container().WithName("c").WithImage(image)
	template := corev1.PodTemplateSpec().WithLabels(labels).WithSpec(corev1.PodSpec().WithContainers(container))
	spec := appsv1.DeploymentSpec().WithReplicas(replicas).WithSelector(metav1.LabelSelector().WithMatchLabels(labels)).WithTemplate(template)
	return appsv1.Deployment("applied", meta.NamespaceDefault).WithSpec(spec)
}

// applyRows uses server-side apply with apply configurations.
var applyRows = []row{
	{"create, conflict, force, extract, status", func(ctx context.Context, config *rest.Config) error {
		client, err := kubernetes.NewForConfig(config)
		if err != nil {
			return err
		}
		deployments := client.AppsV1().Deployments(meta.NamespaceDefault)
		as := func(manager string) meta.ApplyOptions { return meta.ApplyOptions{FieldManager: manager} }
		return steps(
			func() error {
				_, err := deployments.Apply(ctx, deployment(0, "a:1"), as("first"))
				return step("create", err)
			},
			func() error {
				_, err := deployments.Apply(ctx, deployment(0, "a:2"), as("second"))
				if !errors.IsConflict(err) {
					return fmt.Errorf("another manager's value: no conflict, but %v", err)
				}
				return nil
			},
			func() error {
				forced := as("second")
				forced.Force = true
				applied, err := deployments.Apply(ctx, deployment(0, "a:2"), forced)
				if err != nil {
					return step("force", err)
				}
				own, err := appsv1.ExtractDeployment(applied, "second")
				if err != nil {
					return step("extract", err)
				}
				return mismatch("the extracted image", *own.Spec.Template.Spec.Containers[0].Image, "a:2")
			},
			func() error {
				status := appsv1.Deployment("applied", meta.NamespaceDefault).WithStatus(appsv1.DeploymentStatus().WithCollisionCount(7))
				applied, err := deployments.ApplyStatus(ctx, status, as("status"))
				if err != nil {
					return step("apply status", err)
				}
				return mismatch("the collision count", *applied.Status.CollisionCount, 7)
			},
			func() error { return step("delete", deployments.Delete(ctx, "applied", meta.DeleteOptions{})) },
		)
	}},
	{"scale of a Deployment", func(ctx context.Context, config *rest.Config) error {
		client, err := kubernetes.NewForConfig(config)
		if err != nil {
			return err
		}
		deployments := client.AppsV1().Deployments(meta.NamespaceDefault)
		if _, err := deployments.Apply(ctx, deployment(0, "a:1"), meta.ApplyOptions{FieldManager: "scale", Force: true}); err != nil {
			return step("create", err)
		}
		// The controller may write the object in between.
		err = retry.RetryOnConflict(retry.DefaultBackoff, func() error {
			scale, err := deployments.GetScale(ctx, "applied", meta.GetOptions{})
			if err != nil {
				return err
			}
			scale.Spec.Replicas = 1
			_, err = deployments.UpdateScale(ctx, "applied", scale, meta.UpdateOptions{})
			return err
		})
		if err != nil {
			return step("scale", err)
		}
		return step("delete", deployments.Delete(ctx, "applied", meta.DeleteOptions{}))
	}},
}
