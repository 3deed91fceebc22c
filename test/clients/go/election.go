package main

import (
	"context"
	"fmt"
	"time"

	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
)

// electionRows elects a leader with a Lease, and another one after the first has resigned.
var electionRows = []row{
	{"two candidates", func(ctx context.Context, config *rest.Config) error {
		client, err := kubernetes.NewForConfig(config)
		if err != nil {
			return err
		}
		for _, candidate := range []string{"first", "second"} {
			if err := lead(ctx, client, candidate); err != nil {
				return step(candidate, err)
			}
		}
		lease, err := client.CoordinationV1().Leases(meta.NamespaceDefault).Get(ctx, "elected", meta.GetOptions{})
		if err != nil {
			return err
		}
		return mismatch("the number of transitions", *lease.Spec.LeaseTransitions >= 1, true)
	}},
}

// lead runs until the candidate has led and resigned.
func lead(ctx context.Context, client kubernetes.Interface, candidate string) error {
	lock, err := resourcelock.New(resourcelock.LeasesResourceLock, meta.NamespaceDefault, "elected", client.CoreV1(),
		client.CoordinationV1(), resourcelock.ResourceLockConfig{Identity: candidate})
	if err != nil {
		return err
	}
	ctx, resign := context.WithCancel(ctx)
	defer resign()
	hasLed := false
	elector, err := leaderelection.NewLeaderElector(leaderelection.LeaderElectionConfig{
		Lock:            lock,
		LeaseDuration:   15 * time.Second,
		RenewDeadline:   10 * time.Second,
		RetryPeriod:     200 * time.Millisecond,
		ReleaseOnCancel: true,
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(context.Context) { hasLed = true; resign() },
			OnStoppedLeading: func() {},
		},
	})
	if err != nil {
		return err
	}
	elector.Run(ctx)
	if elector.GetLeader() == candidate || hasLed {
		return nil
	}
	return fmt.Errorf("it did not lead: %w", ctx.Err())
}
