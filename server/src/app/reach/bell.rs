//! Wakes whoever waits for agents, or for work for them, in this process. Others find out when they look again.

use std::{sync::Arc, time::Duration};

use tokio::sync::Notify;

/// Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub(in crate::app) struct Bell(Arc<Notify>);

impl Bell {
    /// Something has moved.
    pub(in crate::app) fn ring(&self) {
        self.0.notify_waiters();
    }

    /// Waits until something moves or the time is over, once `look` has found nothing. What moves while it looks is not missed.
    pub(in crate::app) async fn wait_unless<T, E>(
        &self,
        look: impl Future<Output = Result<Option<T>, E>>,
        most: Duration,
    ) -> Result<Option<T>, E> {
        let rung = self.0.notified();
        tokio::pin!(rung);
        rung.as_mut().enable();
        if let Some(found) = look.await? {
            return Ok(Some(found));
        }
        // Whether it rang or the time ran out: it is looked again.
        let _ = tokio::time::timeout(most, rung).await;
        Ok(None)
    }
}
